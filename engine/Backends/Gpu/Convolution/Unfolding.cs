namespace NeuralCore.Backends.Gpu;

/// <summary>The matrix [channels · taps, images · positions] of what a sliding window sees of a batch, never laid out in memory.</summary>
/// <remarks>
/// Element (c, u; n, i) is image[n, c, i·Step + Shift + u·Spread], 0 outside of the image. The result and both gradients of
/// a convolution are products with such a matrix: the window slides over x with Step = stride, Shift = −padding,
/// Spread = dilation, or for the gradient to x over dy (<see cref="Phase"/>).
/// </remarks>
/// <param name="BatchPitch">From the channels of one group to those of the next.</param>
/// <param name="ImagePitch">From one image to the next.</param>
/// <param name="Image">The extents of an image's channel.</param>
/// <param name="Positions">How many positions the window takes.</param>
/// <param name="Taps">The extents of the window; a window's constants take precedence.</param>
/// <param name="Step">From one position to the next.</param>
/// <param name="Shift">Where the first tap of the first position lies.</param>
/// <param name="Spread">From one tap to the next.</param>
internal readonly record struct Unfolding(
    int BatchPitch, int ImagePitch, Spatial Image, Spatial Positions, Spatial Taps, Spatial Step, Spatial Shift, Spatial Spread)
{
    /// <summary>Whether images are planes or lines, without padding in depth.</summary>
    public bool IsPlane => (Image.D, Positions.D, Taps.D, Shift.D) is (1, 1, 1, 0);

    /// <summary>The counter of positions, standing at a number.</summary>
    public Odometer PositionAt<W>(int number) where W : struct, IWindow => W.Depth == 1
        ? Odometer.At(number, 1, Positions.H, Positions.W)
        : Odometer.At(number, Positions.D, Positions.H, Positions.W);

    /// <summary>The counter of taps, standing at a number.</summary>
    public Odometer TapAt<W>(int number) where W : struct, IWindow => Odometer.At(number, W.Depth > 0 ? W.Depth : Taps.D, W.Height > 0 ? W.Height : Taps.H, W.Width > 0 ? W.Width : Taps.W);

    /// <summary>The next position but some.</summary>
    public void Advance<W>(ref Odometer position, in Odometer step) where W : struct, IWindow =>
        position.Add(step, W.Depth == 1 ? 1 : Positions.D, Positions.H, Positions.W);

    /// <summary>The next tap but some.</summary>
    public void AdvanceTap<W>(ref Odometer tap, in Odometer step) where W : struct, IWindow =>
        tap.Add(step, W.Depth > 0 ? W.Depth : Taps.D, W.Height > 0 ? W.Height : Taps.H, W.Width > 0 ? W.Width : Taps.W);

    /// <summary>Where the first tap of a position lies, in an image's first channel.</summary>
    public Place Of<W>(in Odometer position) where W : struct, IWindow
    {
        int h = position.H * Step.H + Shift.H, w = position.W * Step.W + Shift.W;
        var at = position.N * ImagePitch + h * Image.W + w;
        if (W.Depth == 1) return new(at, 0, h, w);
        var d = position.D * Step.D + Shift.D;
        return new(at + d * (Image.H * Image.W), d, h, w);
    }

    /// <summary>How far a tap lies from the first.</summary>
    public Place OfTap<W>(in Odometer tap) where W : struct, IWindow
    {
        int h = tap.H * Spread.H, w = tap.W * Spread.W;
        if (W.Depth == 1) return new(tap.N * (Image.H * Image.W) + h * Image.W + w, 0, h, w);
        var d = tap.D * Spread.D;
        return new(((tap.N * Image.D + d) * Image.H + h) * Image.W + w, d, h, w);
    }

    /// <summary>Whether a place lies inside of the image.</summary>
    public bool Holds<W>(int d, int h, int w) where W : struct, IWindow =>
        (uint)h < (uint)Image.H & (uint)w < (uint)Image.W & (W.Depth == 1 || (uint)d < (uint)Image.D);
}
