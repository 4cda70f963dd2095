using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>The average of each window of x [N, C, *spatial], for any number of spatial dimensions.</summary>
public sealed class AveragePool(
    Sizes kernel, Sizes? stride = null, Sizes? padding = null, bool ceilMode = false, bool countIncludePad = true) : Module
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"AveragePool({kernel}{LayerText.Unless(kernel, stride ?? kernel, "stride")}{LayerText.Unless(0, padding ?? 0, "padding")}" +
        $"{LayerText.If(ceilMode, "rounded up")}{LayerText.If(!countIncludePad, "padding not counted")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AveragePool(kernel, stride, padding, ceilMode, countIncludePad);
}
