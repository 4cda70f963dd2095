namespace NeuralCore.Autograd;

/// <summary>Is told of every operation: profiler, anomaly mode, trace, counting, drawing.</summary>
public interface IDispatchListener
{
    /// <summary>An operation is about to run.</summary>
    void Starting(OpCall call) { }

    /// <summary>An operation has run.</summary>
    void Finished(OpCall call) { }
}

/// <summary>One call, as a listener sees it.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Outputs">Its results; empty before it has run.</param>
/// <param name="Path">The running module's path.</param>
/// <param name="IsBackward">Whether the call is part of a backward pass.</param>
public sealed record OpCall(Op Op, IReadOnlyList<Tensor?> Inputs, IReadOnlyList<Tensor> Outputs, string Path, bool IsBackward)
{
    /// <summary>The module path and the op, as errors name them.</summary>
    public string Where => (Path.Length > 0 ? Path + ": " : "") + (IsBackward ? "in the backward pass, " : "") + Op;
}
