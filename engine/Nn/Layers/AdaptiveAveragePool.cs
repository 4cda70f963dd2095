using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Averages x [N, C, *spatial] over windows chosen so that y has the given spatial extents; 1 averages whole planes.</summary>
public sealed class AdaptiveAveragePool(Sizes output) : Module
{
    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAveragePool({output})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AdaptiveAveragePool(output);
}
