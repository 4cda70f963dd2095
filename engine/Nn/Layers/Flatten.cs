using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Joins dimensions into one; by default all but the first: x [N, *] to y [N, Π *].</summary>
public sealed class Flatten(int start = 1, int end = -1) : Module
{
    /// <inheritdoc/>
    public override string ToString() => $"Flatten({start}, {end})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Flatten(start, end);
}
