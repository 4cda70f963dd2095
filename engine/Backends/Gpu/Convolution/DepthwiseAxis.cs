namespace NeuralCore.Backends.Gpu;

/// <summary>One dimension of a depthwise pass: tap u of the result at i meets the source at (i·Scale + u·TapStep + Shift) / Divisor, if that is whole and inside.</summary>
/// <remarks>Forward, y from x: i·stride + u·dilation − padding. Its adjoint, dx from dy: (i + padding − u·dilation) / stride.</remarks>
internal readonly struct DepthwiseAxis(int result, int source, int taps, int scale, int tapStep, int shift, int divisor)
{
    /// <summary>The result's extent.</summary>
    public readonly Divider Result = new(result);

    /// <summary>What positions in the source are divided by.</summary>
    public readonly Divider Divisor = new(divisor);

    /// <summary>The source's extent.</summary>
    public readonly int Source = source;

    /// <summary>The kernel's extent.</summary>
    public readonly int Taps = taps;

    /// <summary>From one tap to the next, in the source, before the division.</summary>
    public readonly int TapStep = tapStep;

    /// <summary>Dimension <paramref name="i"/> of the forward pass; one that the convolution does not have is of extent 1.</summary>
    public static DepthwiseAxis Forward(in ConvolutionGeometry g, int i) =>
        i < 0 ? new(1, 1, 1, 1, 0, 0, 1) : new(g.Output[i], g.Input[i], g.Kernel[i], g.Stride[i], g.Dilation[i], -g.Padding[i], 1);

    /// <summary>Dimension <paramref name="i"/> of the adjoint.</summary>
    public static DepthwiseAxis Adjoint(in ConvolutionGeometry g, int i) =>
        i < 0 ? new(1, 1, 1, 1, 0, 0, 1) : new(g.Input[i], g.Output[i], g.Kernel[i], 1, -g.Dilation[i], g.Padding[i], g.Stride[i]);

    /// <summary>Where result <paramref name="i"/> and a tap meet the source, times the divisor.</summary>
    public int Position(int i, int tap) => i * scale + tap * TapStep + shift;
}
