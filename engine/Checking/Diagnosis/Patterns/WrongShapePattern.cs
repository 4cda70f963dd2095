namespace NeuralCore.Checking;

/// <summary>The gradient came back in another shape than its tensor's; where that is the shape it was broadcast to, the sum is missing.</summary>
internal sealed class WrongShapePattern(bool broadcast) : IPattern
{
    /// <inheritdoc/>
    public string Name => broadcast ? "missing-sum" : "wrong-shape";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        var order = gradient.Context.Checks.Keys.Order().ToList().IndexOf(gradient.Input);
        if (gradient.Context.Call.GradientShapes[order] is not { } shape || shape == gradient.Shape || shape.BroadcastsTo(gradient.Shape)) return null;
        if (gradient.Shape.BroadcastsTo(shape) != broadcast) return null;
        int[] summed = [.. Enumerable.Range(0, shape.Rank).Where(d => d < shape.Rank - gradient.Shape.Rank || gradient.Shape[d - (shape.Rank - gradient.Shape.Rank)] != shape[d])];
        return new(1, broadcast
            ? $"the gradient came back as {shape}, and {gradient.Name} is {gradient.Shape}: it was broadcast, and the sum over {(summed.Length == 1 ? "dimension" : "dimensions")} {Words.List(summed)} is missing (SumTo({gradient.Shape}))"
            : $"the gradient came back as {shape}, and {gradient.Name} is {gradient.Shape}; it must have that shape");
    }
}
