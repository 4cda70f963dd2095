namespace NeuralCore.Backends.Gpu;

/// <summary>One tile of <see cref="GemmVariants"/>: what the plan needs to know of it, and how its kernels are launched.</summary>
/// <param name="rows">The rows of a tile.</param>
/// <param name="columns">The columns of a tile.</param>
/// <param name="depth">The depth of a tile.</param>
/// <param name="efficiency">The share of a GPU's peak that full tiles are expected to reach.</param>
internal abstract class GemmVariant(int rows, int columns, int depth, double efficiency)
{
    /// <summary>The sizes of the tile, as in 128×128×8.</summary>
    public string Name => $"{Rows}×{Columns}×{Depth}";

    /// <summary>The rows of a tile.</summary>
    public int Rows => rows;

    /// <summary>The columns of a tile.</summary>
    public int Columns => columns;

    /// <summary>The depth of a tile.</summary>
    public int Depth => depth;

    /// <summary>The share of a GPU's peak that full tiles are expected to reach, which weighs variants against each other.</summary>
    public double Efficiency => efficiency;

    /// <summary>How many tiles cover a result.</summary>
    public long Tiles(in GemmSize size) => (long)((size.Rows - 1) / Rows + 1) * ((size.Columns - 1) / Columns + 1);

    /// <summary>Whether the kernel of these sides and this result fits a device, with at most 128 registers a thread.</summary>
    public abstract bool Fits<A, B, R, V>(GpuRuntime runtime)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
        where V : unmanaged, ILane<V>;

    /// <summary>Queues the products, their sums cut into slices of a depth; slice s of product b is result b · slices + s.</summary>
    public abstract void Launch<A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
        where V : unmanaged, ILane<V>;

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>The launch of one tile type.</summary>
    protected void Launch<T, A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth)
        where T : struct, IGemmTile<V>
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
        where V : unmanaged, ILane<V>
    {
        var (tiles, across) = (checked((int)Tiles(size)), (size.Columns - 1) / Columns + 1);
        for (var first = 0; first < size.Batch; first += Groups.MostYZ)
            runtime.Launch(
                new GemmKernel<T, A, B, R, V>(a, b, result, size.Rows, size.Columns, size.Depth, sliceDepth, across, first),
                new(tiles, slices, Math.Min(Groups.MostYZ, size.Batch - first)));
    }

    /// <summary>How heavily sides and result lie on the registers during the loop.</summary>
    protected static int Burden<A, B, R, V>()
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
        where V : unmanaged, ILane<V> =>
        A.Burden + B.Burden + R.Burden;
}

/// <summary>A variant whose threads have 4 × 4 sums; where a thread carries more than four numbers of a side, two cursors share its registers, so that sides may not be heavy.</summary>
internal sealed class GemmVariant4<S>(double efficiency) : GemmVariant(S.Rows, S.Columns, S.Depth, efficiency) where S : struct, IGemmSizes
{
    /// <inheritdoc/>
    public override bool Fits<A, B, R, V>(GpuRuntime runtime) => runtime.Fits<GemmKernel<GemmTile4<S, V>, A, B, R, V>>()
        && (S.Columns * S.Depth <= 4 * GemmTile4<S, V>.Threads || Burden<A, B, R, V>() <= (V.IsDouble ? 0 : 2));

    /// <inheritdoc/>
    public override void Launch<A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth) =>
        Launch<GemmTile4<S, V>, A, B, R, V>(runtime, a, b, result, size, slices, sliceDepth);
}

/// <summary>A variant whose threads have 8 × 4 sums, as floats.</summary>
internal sealed class GemmVariant8x4<S>(double efficiency) : GemmVariant(S.Rows, S.Columns, S.Depth, efficiency) where S : struct, IGemmSizes
{
    /// <inheritdoc/>
    public override bool Fits<A, B, R, V>(GpuRuntime runtime) => !V.IsDouble && runtime.Fits<GemmKernel<GemmTile8x4<S, V>, A, B, R, V>>();

    /// <inheritdoc/>
    public override void Launch<A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth) =>
        Launch<GemmTile8x4<S, V>, A, B, R, V>(runtime, a, b, result, size, slices, sliceDepth);
}

/// <summary>A variant whose threads have 8 × 8 sums, as floats, of sides that are light.</summary>
internal sealed class GemmVariant8<S>(double efficiency) : GemmVariant(S.Rows, S.Columns, S.Depth, efficiency) where S : struct, IGemmSizes
{
    /// <inheritdoc/>
    public override bool Fits<A, B, R, V>(GpuRuntime runtime) =>
        !V.IsDouble && Burden<A, B, R, V>() == 0 && runtime.Fits<GemmKernel<GemmTile8<S, V>, A, B, R, V>>();

    /// <inheritdoc/>
    public override void Launch<A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth) =>
        Launch<GemmTile8<S, V>, A, B, R, V>(runtime, a, b, result, size, slices, sliceDepth);
}
