namespace NeuralCore.Nn.Init;

/// <summary>A transposed convolution's weight [in, out, *kernel] that interpolates linearly in every dimension, each channel from itself; draws nothing.</summary>
/// <remarks>
/// With kernel 2s − s mod 2 and stride s, enlarging by s (Long et al. 2015, arXiv:1411.4038, §3.3): along one dimension
/// w[i] = 1 − |i − m|/f, with f = ⌈k/2⌉ and m the kernel's middle.
/// </remarks>
public sealed record Bilinear : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device)
    {
        if (shape.Rank < 3) throw new ShapeException($"bilinear weights are those of a transposed convolution [in, out, *kernel]; got {shape}");
        var values = new double[shape.Count];
        var taps = shape.CountOf(2, shape.Rank);
        for (var channel = 0; channel < Math.Min(shape[0], shape[1]); channel++)
            for (var tap = 0L; tap < taps; tap++)
                values[(channel * (long)shape[1] + channel) * taps + tap] = Tap(shape, tap);
        return Tensor.FromDoubles(values, shape, type, device);
    }

    // The product over the kernel's dimensions, last first.
    private static double Tap(Shape shape, long tap)
    {
        var product = 1.0;
        for (var dim = shape.Rank - 1; dim >= 2; dim--)
        {
            var (k, i) = (shape[dim], tap % shape[dim]);
            product *= 1 - Math.Abs(i - (k - 1) / 2.0) / ((k + 1) / 2);
            tap /= k;
        }
        return product;
    }
}
