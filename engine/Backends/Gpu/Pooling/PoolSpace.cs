namespace NeuralCore.Backends.Gpu;

/// <summary>The windows of a pooling in three dimensions; those that a pooling does not have are of extent 1.</summary>
internal readonly struct PoolSpace<W>(W depth, W height, W width) where W : struct, IWindows
{
    /// <summary>Along the first dimension.</summary>
    public readonly W Depth = depth;

    /// <summary>Along the second.</summary>
    public readonly W Height = height;

    /// <summary>Along the last.</summary>
    public readonly W Width = width;

    /// <summary>The elements of a plane of x.</summary>
    public int Inputs => Depth.Input.Value * Height.Input.Value * Width.Input.Value;

    /// <summary>The elements of a plane of y.</summary>
    public int Outputs => Depth.Output.Value * Height.Output.Value * Width.Output.Value;

    /// <summary>Where an element of x lies.</summary>
    public PoolPlace InputAt(int i) => PoolPlace.Of(i, Depth.Input, Height.Input, Width.Input);

    /// <summary>Which window gave an element of y.</summary>
    public PoolPlace OutputAt(int i) => PoolPlace.Of(i, Depth.Output, Height.Output, Width.Output);

    /// <summary>The extent that the average over a window divides by.</summary>
    public int Divisor(int depth, int height, int width) => Depth.Divisor(depth) * Height.Divisor(height) * Width.Divisor(width);
}

/// <summary>A plane, and a place in it.</summary>
internal readonly record struct PoolPlace(int Plane, int Depth, int Height, int Width)
{
    /// <summary>The place of element <paramref name="i"/> of [planes, depth, height, width].</summary>
    public static PoolPlace Of(int i, Divider depth, Divider height, Divider width)
    {
        var (row, w) = width.DivRem(i);
        var (slice, h) = height.DivRem(row);
        var (plane, d) = depth.DivRem(slice);
        return new(plane, d, h, w);
    }
}
