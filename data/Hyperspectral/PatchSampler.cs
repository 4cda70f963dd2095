namespace NeuralCore.Data;

/// <summary>Cuts the windows around pixels out of a cube when they are asked for, with zeros beyond the scene's edge.</summary>
/// <remarks>The cube is kept once, channel by channel, so that a row of a patch is a run of memory; nothing is padded or held twice.</remarks>
public sealed class PatchSampler
{
    private readonly float[] _planes;

    /// <summary>Takes a cube of shape [H, W, C] and the windows' odd edge length S.</summary>
    /// <exception cref="ShapeException">The cube is of another shape.</exception>
    /// <exception cref="UsageException">The window is even or below 1.</exception>
    /// <exception cref="DataException">The window is larger than the scene.</exception>
    public PatchSampler(ReadOnlySpan<float> cube, Shape shape, int window)
    {
        if (shape.Rank != 3 || shape.Count != cube.Length)
            throw new ShapeException($"the cube has {cube.Length} values for the shape {shape}; expected [H, W, C]");
        if (window < 1 || window % 2 == 0) throw new UsageException($"the window is {window}; expected an odd number, so that a pixel stands in its middle");
        if (window > Math.Min(shape[0], shape[1]))
            throw new DataException($"the window is {window} × {window}, larger than the scene of {shape[0]} × {shape[1]} pixels");
        (Height, Width, Channels, Window) = (shape[0], shape[1], shape[2], window);
        _planes = new float[cube.Length];
        Transposition.Run(cube, Height * Width, Channels, _planes);
    }

    /// <summary>The scene's number of rows.</summary>
    public int Height { get; }

    /// <summary>The number of pixels in a row of the scene.</summary>
    public int Width { get; }

    /// <summary>The number of channels C of a patch.</summary>
    public int Channels { get; }

    /// <summary>The patches' edge length S.</summary>
    public int Window { get; }

    /// <summary>The shape of a batch of patches: [N, 1, C, S, S], as three-dimensional convolutions take it.</summary>
    public Shape BatchShape(int count) => [count, 1, Channels, Window, Window];

    /// <summary>Writes the patches [N, 1, C, S, S] around pixels given by their index row·W + column.</summary>
    /// <exception cref="ShapeException">The target is of another size.</exception>
    public void Fill(ReadOnlySpan<int> pixels, Span<float> patches)
    {
        var size = Channels * Window * Window;
        if (patches.Length != pixels.Length * size)
            throw new ShapeException($"the target has {patches.Length} values; expected {pixels.Length * size} for {BatchShape(pixels.Length)}");
        for (var n = 0; n < pixels.Length; n++) FillOne(pixels[n], patches.Slice(n * size, size));
    }

    private void FillOne(int pixel, Span<float> patch)
    {
        var (row, column) = (pixel / Width - Window / 2, pixel % Width - Window / 2);
        var (left, right) = (Math.Max(0, -column), Math.Min(Window, Width - column));
        var (top, bottom) = (Math.Max(0, -row), Math.Min(Window, Height - row));
        var isInside = left == 0 && top == 0 && right == Window && bottom == Window;
        if (!isInside) patch.Clear();
        for (var c = 0; c < Channels; c++)
        {
            var plane = _planes.AsSpan(c * Height * Width, Height * Width);
            var target = patch.Slice(c * Window * Window, Window * Window);
            for (var i = top; i < bottom; i++)
                plane.Slice((row + i) * Width + column + left, right - left).CopyTo(target[(i * Window + left)..]);
        }
    }
}
