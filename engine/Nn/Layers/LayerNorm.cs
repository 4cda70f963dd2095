using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Layer normalization (Ba et al. 2016, arXiv:1607.06450) over the last dimensions of x [*, *normalized].</summary>
public sealed class LayerNorm : Module
{
    private readonly Parameter? _weight;
    private readonly Parameter? _bias;
    private readonly Shape _normalized;
    private readonly double _eps;

    /// <summary>A layer that normalizes over dimensions of the given extents; weights start as 1, biases as 0.</summary>
    public LayerNorm(Shape normalized, double eps = 1e-5, bool affine = true)
    {
        (_normalized, _eps) = (normalized, eps);
        if (affine) (_weight, _bias) = (new(normalized, Constant.One), new(normalized, Constant.Zero));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"LayerNorm({_normalized}{LayerText.Unless(1e-5, _eps, "eps")}{LayerText.If(_weight is null, "not affine")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.LayerNorm(_normalized, _weight, _bias, _eps);
}
