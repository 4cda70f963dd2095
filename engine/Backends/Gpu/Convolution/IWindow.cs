namespace NeuralCore.Backends.Gpu;

/// <summary>A window's extents as constants to the compiler; 0 where a kernel takes it from its arguments.</summary>
/// <remarks>
/// A depth of 1 also says that the images are planes, without padding in depth: its coordinates and checks then fall away.
/// Strides, padding and dilation are no constants: they are multiplied with, never divided by, and mostly outside of the loop.
/// </remarks>
internal interface IWindow
{
    /// <summary>Taps in depth; 1 for planes.</summary>
    static abstract int Depth { get; }

    /// <summary>Taps in height.</summary>
    static abstract int Height { get; }

    /// <summary>Taps in width.</summary>
    static abstract int Width { get; }
}

/// <summary>Any window over volumes.</summary>
internal readonly struct AnyWindow : IWindow
{
    public static int Depth => 0;

    public static int Height => 0;

    public static int Width => 0;
}

/// <summary>Any window over planes or lines.</summary>
internal readonly struct PlaneWindow : IWindow
{
    public static int Depth => 1;

    public static int Height => 0;

    public static int Width => 0;
}

/// <summary>1 × 1 over planes.</summary>
internal readonly struct Window1x1 : IWindow
{
    public static int Depth => 1;

    public static int Height => 1;

    public static int Width => 1;
}

/// <summary>3 × 3 over planes.</summary>
internal readonly struct Window3x3 : IWindow
{
    public static int Depth => 1;

    public static int Height => 3;

    public static int Width => 3;
}

/// <summary>5 × 5 over planes.</summary>
internal readonly struct Window5x5 : IWindow
{
    public static int Depth => 1;

    public static int Height => 5;

    public static int Width => 5;
}

/// <summary>7 × 7 over planes.</summary>
internal readonly struct Window7x7 : IWindow
{
    public static int Depth => 1;

    public static int Height => 7;

    public static int Width => 7;
}

/// <summary>3 × 3 × 3 over volumes.</summary>
internal readonly struct Window3x3x3 : IWindow
{
    public static int Depth => 3;

    public static int Height => 3;

    public static int Width => 3;
}

/// <summary>5 × 3 × 3 over volumes, as of spectra.</summary>
internal readonly struct Window5x3x3 : IWindow
{
    public static int Depth => 5;

    public static int Height => 3;

    public static int Width => 3;
}

/// <summary>7 × 3 × 3 over volumes, as of spectra.</summary>
internal readonly struct Window7x3x3 : IWindow
{
    public static int Depth => 7;

    public static int Height => 3;

    public static int Width => 3;
}
