namespace NeuralCore.Backends.Gpu;

/// <summary>The sizes of a tile: a group of threads computes Rows × Columns results, reading Depth of each sum at a time.</summary>
/// <remarks>Constants to the compiler: divisions by them are shifts, and shared memory has their size.</remarks>
internal interface IGemmSizes
{
    /// <summary>The rows of the tile, a multiple of 16.</summary>
    static abstract int Rows { get; }

    /// <summary>The columns of the tile, a multiple of 32.</summary>
    static abstract int Columns { get; }

    /// <summary>How much of the sums is in shared memory at a time, a multiple of 8.</summary>
    static abstract int Depth { get; }
}

/// <summary>128 × 128 results, 8 deep.</summary>
internal readonly struct Sizes128x128 : IGemmSizes
{
    public static int Rows => 128;

    public static int Columns => 128;

    public static int Depth => 8;
}

/// <summary>128 × 64 results, 8 deep.</summary>
internal readonly struct Sizes128x64 : IGemmSizes
{
    public static int Rows => 128;

    public static int Columns => 64;

    public static int Depth => 8;
}

/// <summary>64 × 64 results, 16 deep.</summary>
internal readonly struct Sizes64x64 : IGemmSizes
{
    public static int Rows => 64;

    public static int Columns => 64;

    public static int Depth => 16;
}

/// <summary>16 × 128 results, 8 deep: for few rows, as the few channels of a first layer.</summary>
internal readonly struct Sizes16x128 : IGemmSizes
{
    public static int Rows => 16;

    public static int Columns => 128;

    public static int Depth => 8;
}

/// <summary>32 × 32 results, 8 deep: for results so small that larger tiles would leave most of a GPU idle.</summary>
internal readonly struct Sizes32x32 : IGemmSizes
{
    public static int Rows => 32;

    public static int Columns => 32;

    public static int Depth => 8;
}
