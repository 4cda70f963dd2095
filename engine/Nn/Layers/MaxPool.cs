using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>The largest of each window of x [N, C, *spatial], for any number of spatial dimensions.</summary>
public sealed class MaxPool(Sizes kernel, Sizes? stride = null, Sizes? padding = null, Sizes? dilation = null, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"MaxPool({kernel}{LayerText.Unless(kernel, stride ?? kernel, "stride")}{LayerText.Unless(0, padding ?? 0, "padding")}" +
        $"{LayerText.Unless(1, dilation ?? 1, "dilation")}{LayerText.If(ceilMode, "rounded up")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.MaxPool(kernel, stride, padding, dilation, ceilMode);
}
