using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>Stops at the operation that first makes a NaN, forward or backward, and names it with its module: <c>using (AnomalyMode.On()) …</c>.</summary>
/// <remarks>Every result is looked through, so a step takes longer while it is on.</remarks>
public sealed class AnomalyMode : IDispatchListener
{
    private AnomalyMode() { }

    /// <summary>Watches this thread until the returned value is disposed.</summary>
    public static IDisposable On() => Dispatcher.Listen(new AnomalyMode());

    /// <inheritdoc/>
    public void Finished(OpCall call)
    {
        if (!call.Outputs.Any(Finiteness.HoldsNaN)) return;
        var module = call.Path.Length > 0 ? call.Path + ": " : "";
        var pass = Execution.Current.Backward is { } node ? $"in the backward pass of {node.Op}: " : "";
        var shapes = string.Join(", ", call.Inputs.Select(i => i?.Shape.ToString() ?? "–"));
        var cause = call.Inputs.Any(i => i is not null && Finiteness.HoldsNaN(i))
            ? "an input held NaN already, from outside the watched operations: look at the data and the parameters"
            : "its inputs held none; look for a logarithm or root of a number below 0, 0/0, ∞ − ∞, or a learning rate that is too high";
        throw new GradientException($"{module}{pass}{call.Op}: the result holds NaN; got {shapes}; {cause}");
    }
}
