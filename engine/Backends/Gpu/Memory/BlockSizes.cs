using System.Numerics;

namespace NeuralCore.Backends.Gpu;

/// <summary>How large blocks and segments of device memory are.</summary>
internal static class BlockSizes
{
    /// <summary>Where blocks begin: 256 bytes serve every load and every device.</summary>
    public const long Alignment = 256;

    /// <summary>The largest block that shares a small segment.</summary>
    public const long MostSmall = 1 << 20;

    /// <summary>
    /// The largest segment that is split: ILGPU hands an OpenCL kernel the place of a view in its segment as 32 bits, so
    /// that a block far up in a larger segment could not be reached.
    /// </summary>
    public const long MostSplit = 1 << 30;

    private const long SmallSegment = 2 << 20, MediumSegment = 20 << 20, MostMedium = 10 << 20, LargeStep = 2 << 20;

    /// <summary>The block that serves a request: small ones in eight sizes to an octave, so that they are used again whatever a batch leaves over; others to the next 256 bytes.</summary>
    public static long Block(long bytes)
    {
        if (bytes is <= 8 * Alignment or > MostSmall) return Up(bytes, Alignment);
        return Up(bytes, 1L << (BitOperations.Log2((ulong)(bytes - 1)) - 3));
    }

    /// <summary>The segment that is taken for a block: 2 MiB for many small ones, 20 MiB for some of up to 10, else one of its own.</summary>
    public static long Segment(long block) => block switch
    {
        <= MostSmall => SmallSegment,
        <= MostMedium => MediumSegment,
        _ => Up(block, LargeStep),
    };

    /// <summary>Whether a free block serves one of so many bytes: from 1 GiB on only in one piece and without much waste.</summary>
    public static bool Serves(long free, long segment, long block) => segment <= MostSplit || free - block <= free / 8;

    /// <summary>Whether so many bytes behind a block become a block of their own.</summary>
    public static bool IsWorthSplitting(long rest, long segment, bool isSmall) => isSmall ? rest >= Alignment : rest > MostSmall && segment <= MostSplit;

    private static long Up(long bytes, long step) => (bytes + step - 1) / step * step;
}
