namespace NeuralCore.Tensors;

/// <summary>A result that the dispatcher has promised and not computed yet, so that the next operation may absorb it.</summary>
internal abstract class DeferredResult
{
    /// <summary>Computes it now and hands every promised tensor its memory.</summary>
    public abstract void Realize();
}
