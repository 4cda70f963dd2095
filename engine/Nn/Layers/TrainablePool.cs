using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>A weighted sum of each window of x [N, C, *spatial] whose weights are learned, one kernel per channel; it starts as the average.</summary>
/// <remarks>
/// Average pooling is a depthwise convolution with equal weights; here they are parameters. The other trainable pooling
/// of the literature mixes maximum and average by a learned gate (Lee et al. 2016, arXiv:1509.08985); this one is a
/// single linear map, so that what was learned can be looked at as a picture of the window.
/// </remarks>
public sealed class TrainablePool : Module
{
    private readonly Parameter _weight;
    private readonly Sizes _stride, _padding;

    /// <summary>A layer with weight [C, 1, *kernel], every element 1/Π kernel at the start.</summary>
    /// <param name="channels">C.</param>
    /// <param name="kernel">The window's extents, one per spatial dimension.</param>
    /// <param name="stride">The step between windows, the window's extents if left out.</param>
    /// <param name="padding">Zeros before and after each spatial dimension, none if left out.</param>
    public TrainablePool(int channels, Shape kernel, Sizes? stride = null, Sizes? padding = null)
    {
        _weight = new(new Shape(channels, 1).Concat(kernel), new Constant(1.0 / kernel.Count));
        (_stride, _padding) = (stride ?? new Sizes(kernel.AsSpan()), padding ?? 0);
    }

    /// <summary>The weight [C, 1, *kernel].</summary>
    public Parameter Weight => _weight;

    /// <inheritdoc/>
    public override string ToString()
    {
        var kernel = new Sizes(_weight.Shape.AsSpan()[2..]);
        return $"TrainablePool({_weight.Shape[0]}, kernel {kernel}{LayerText.Unless(kernel, _stride, "stride")}{LayerText.Unless(0, _padding, "padding")})";
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Convolution(_weight, stride: _stride, padding: _padding, groups: _weight.Shape[0]);   // [N, C, *output]
}
