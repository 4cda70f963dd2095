namespace NeuralCore.Backends.Gpu;

/// <summary>The tiles that products are computed in, from the largest to the smallest.</summary>
/// <remarks>
/// A tile of R × C results reads (R + C) numbers for R · C multiply-adds, so large tiles spare memory; and where a thread
/// has 8 × 8 sums it reads 16 numbers of shared memory for 64 multiply-adds, where 4 × 4 take 8 for 16. In return they
/// need registers (at most 128 of 32 bits, so that two groups of 256 threads share a multiprocessor's 65,536), and results
/// large enough to give every multiprocessor a tile.
/// <code>
/// tile        sums  threads  shared float   shared double   meant for
/// 128×128×8   8×8   256      16.5 KiB       –               large products and convolutions
/// 128×64×8    8×4   256      12.5 KiB       –               gradients to weights, whose cursors need registers too
/// 64×64×16    4×4   256      17 KiB         34 KiB          middling ones, all in double
/// 16×128×8    4×4   128      9.5 KiB        19 KiB          few rows: first layers, small groups
/// 32×32×8     4×4   64       4.5 KiB        9 KiB           small ones
/// </code>
/// Counted on the ptx device, a step of the 8 × 8 loop takes 219 PTX instructions for its 64 multiply-adds: 64
/// multiplications and as many additions, which a GPU's assembler makes one, 67 copies between registers, which it drops, and
/// 24 others, 4 of them the reads of shared memory. The whole of 256 × 256 × 256 takes 3.87 a multiply-add: the 2 of the
/// arithmetic, 1.3 copies, 0.57 for everything else.
/// </remarks>
internal static class GemmVariants
{
    /// <summary>A side of at most so many is better laid along the rows, for which there is a tile of 16.</summary>
    public const int FewRows = 16;

    [ThreadStatic]
    private static GemmVariant? _forced;

    /// <summary>All variants.</summary>
    public static IReadOnlyList<GemmVariant> All { get; } =
    [
        new GemmVariant8<Sizes128x128>(0.8),
        new GemmVariant8x4<Sizes128x64>(0.65),
        new GemmVariant4<Sizes64x64>(0.5),
        new GemmVariant4<Sizes16x128>(0.4),
        new GemmVariant4<Sizes32x32>(0.3),
    ];

    /// <summary>The variant that this thread's products take whatever their sizes, where it fits; null for the plan's choice.</summary>
    public static GemmVariant? Forced
    {
        get => _forced;
        set => _forced = value;
    }
}
