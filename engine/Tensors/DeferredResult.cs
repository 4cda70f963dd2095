namespace NeuralCore.Tensors;

/// <summary>A result that the dispatcher has promised and not computed yet, so that the next operation may absorb it.</summary>
internal abstract class DeferredResult
{
    /// <summary>The one that the next operation on this thread may absorb.</summary>
    [field: ThreadStatic]
    public static DeferredResult? Pending { get; set; }

    /// <summary>Computes what is pending on this thread: before anything is changed in place, for it might be an operand.</summary>
    public static void SettlePending() => Pending?.Settle();

    /// <summary>Computes it now and hands every promised tensor its memory.</summary>
    /// <exception cref="GradientException">It was absorbed, and its operands were given back or changed since.</exception>
    public abstract void Realize();

    /// <summary>Computes it unless its operands were given back, in which case nobody can want it.</summary>
    public abstract void Settle();
}
