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
