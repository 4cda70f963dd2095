using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Blurs x [N, C, *spatial] and keeps every stride-th element (Zhang 2019, arXiv:1904.11486, §3), for any number of spatial dimensions.</summary>
/// <remarks>
/// The kernel is the row of Pascal's triangle over its sum, along each dimension: 1 2 1 / 4, 1 4 6 4 1 / 16, which tends to
/// a Gaussian of variance (kernel − 1)/4. It is fixed, so the layer has no state. The border is mirrored, as in the
/// paper, so that a constant stays the constant.
/// </remarks>
public sealed class GaussianPool : Module
{
    private readonly int _kernel;
    private readonly Sizes _stride;

    /// <summary>A layer with a kernel of so many taps along each dimension; y has ⌈spatial / stride⌉ elements.</summary>
    /// <param name="kernel">The taps along each dimension: odd, so that there is a middle, and at most 31.</param>
    /// <param name="stride">The step between windows.</param>
    /// <exception cref="UsageException">The kernel is even, below 3 or above 31.</exception>
    public GaussianPool(int kernel = 3, Sizes? stride = null)
    {
        if (kernel is < 3 or > 31 || kernel % 2 == 0) throw new UsageException($"GaussianPool: a kernel has an odd number of taps from 3 to 31; got {kernel}");
        (_kernel, _stride) = (kernel, stride ?? 2);
    }

    /// <inheritdoc/>
    public override string ToString() => $"GaussianPool({_kernel}{LayerText.Unless(1, _stride, "stride")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                               // [N, C, *spatial]
    {
        if (x.Rank < 3) throw new ShapeException($"GaussianPool expects an input [N, C, *spatial]; got {x.Shape}");
        var (channels, spatial) = (x.Shape[1], x.Rank - 2);
        Shape border = [0, 0, .. Enumerable.Repeat(_kernel / 2, spatial)];
        var blur = Tensor.FromDoubles(Kernel(spatial), new Sizes(_kernel).Expand(spatial), x.Type, x.Device);
        var weight = blur.Expand(new Shape(channels, 1).Concat(blur.Shape));                  // [C, 1, *kernel]
        return x.PadReflect(border, border).Convolution(weight, stride: _stride, groups: channels);
    }

    // The product of binomial(k−1, u) / 2ᵏ⁻¹ over the dimensions, row-major: each further dimension is an outer product.
    private double[] Kernel(int spatialRank)
    {
        var row = new double[_kernel];
        row[0] = Math.ScaleB(1, 1 - _kernel);
        for (var u = 1; u < _kernel; u++) row[u] = row[u - 1] * (_kernel - u) / u;
        double[] kernel = [1];
        for (var dim = 0; dim < spatialRank; dim++) kernel = [.. from a in kernel from b in row select a * b];
        return kernel;
    }
}
