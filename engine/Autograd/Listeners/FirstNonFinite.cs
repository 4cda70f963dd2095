using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>Remembers the first operation whose result holds NaN or ∞, forward or backward, and lets the computation go on.</summary>
internal sealed class FirstNonFinite : IDispatchListener
{
    /// <summary>The module, the operation and what its result holds; null while all results are finite.</summary>
    public string? Finding { get; private set; }

    /// <inheritdoc/>
    public void Finished(OpCall call)
    {
        if (Finding is not null || call.Outputs.FirstOrDefault(y => !Finiteness.Holds(y)) is not { } bad) return;
        var module = call.Path.Length > 0 ? call.Path + ": " : "";
        var pass = Execution.Current.Backward is { } node ? $"in the backward pass of {node.Op}: " : "";
        var inputs = string.Join(", ", call.Inputs.OfType<Tensor>().Select(i => i.Shape.ToString()));
        Finding = $"{module}{pass}{call.Op} of {inputs} is the first operation whose result is not finite: it holds {Finiteness.Describe(bad)}";
    }
}
