namespace NeuralCore.Backends.Gpu;

/// <summary>What of a depthwise pass is known when its kernel is compiled, so that loops and divisions have constants in them.</summary>
internal interface IDepthwiseTaps
{
    /// <summary>The results of a column that one thread computes: 1 or 4.</summary>
    static virtual int Rows => 4;

    /// <summary>The taps along a row or a column.</summary>
    static abstract int Count(DepthwiseAxis axis);

    /// <summary>position / axis.Divisor, negative if it is not whole or not positive.</summary>
    static abstract int Quotient(DepthwiseAxis axis, int position);
}

/// <summary>A square kernel where nothing is divided: forward, or the adjoint of stride 1.</summary>
internal readonly struct SquareTaps<N> : IDepthwiseTaps where N : struct, IExtent
{
    public static int Count(DepthwiseAxis axis) => N.Value;

    public static int Quotient(DepthwiseAxis axis, int position) => position;
}

/// <summary>The adjoint of a square kernel of stride 2.</summary>
internal readonly struct HalvedSquareTaps<N> : IDepthwiseTaps where N : struct, IExtent
{
    public static int Count(DepthwiseAxis axis) => N.Value;

    public static int Quotient(DepthwiseAxis axis, int position) => (position & 1) == 0 ? position >> 1 : -1;
}

/// <summary>Any kernel over planes.</summary>
internal readonly struct AnyTaps : IDepthwiseTaps
{
    public static int Count(DepthwiseAxis axis) => axis.Taps;

    public static int Quotient(DepthwiseAxis axis, int position)
    {
        if (position < 0) return -1;
        var (quotient, remainder) = axis.Divisor.DivRem(position);
        return remainder == 0 ? quotient : -1;
    }
}

/// <summary>Any kernel over lines: planes of one row.</summary>
internal readonly struct LineTaps : IDepthwiseTaps
{
    public static int Rows => 1;

    public static int Count(DepthwiseAxis axis) => axis.Taps;

    public static int Quotient(DepthwiseAxis axis, int position) => AnyTaps.Quotient(axis, position);
}

/// <summary>A number as a type.</summary>
internal interface IExtent
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}

/// <summary>3.</summary>
internal readonly struct Three : IExtent
{
    public static int Value => 3;
}

/// <summary>5.</summary>
internal readonly struct Five : IExtent
{
    public static int Value => 5;
}
