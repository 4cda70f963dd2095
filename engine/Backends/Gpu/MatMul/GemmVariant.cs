namespace NeuralCore.Backends.Gpu;

/// <summary>One tile of <see cref="GemmVariants"/>: what the plan needs to know of it, and how its kernels are launched.</summary>
internal abstract class GemmVariant
{
    /// <summary>The sizes of the tile, as in 128×128×8.</summary>
    public string Name => $"{Rows}×{Columns}×{Depth}";

    /// <summary>The rows of a tile.</summary>
    public abstract int Rows { get; }

    /// <summary>The columns of a tile.</summary>
    public abstract int Columns { get; }

    /// <summary>The depth of a tile.</summary>
    public abstract int Depth { get; }

    /// <summary>The share of a GPU's peak that full tiles are expected to reach, which weighs variants against each other.</summary>
    public abstract double Efficiency { get; }

    /// <summary>Whether its kernels fit a device.</summary>
    public abstract bool Fits<V>(GpuRuntime runtime) where V : unmanaged, ILane<V>;

    /// <summary>How many tiles cover a result.</summary>
    public long Tiles(in GemmSize size) => (long)((size.Rows - 1) / Rows + 1) * ((size.Columns - 1) / Columns + 1);

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
}

/// <summary>A variant whose threads have 4 × 4 sums.</summary>
internal sealed class GemmVariant4<S>(double efficiency) : GemmVariant where S : struct, IGemmSizes
{
    /// <inheritdoc/>
    public override int Rows => S.Rows;

    /// <inheritdoc/>
    public override int Columns => S.Columns;

    /// <inheritdoc/>
    public override int Depth => S.Depth;

    /// <inheritdoc/>
    public override double Efficiency => efficiency;

    /// <inheritdoc/>
    public override bool Fits<V>(GpuRuntime runtime) =>
        runtime.Fits<GemmKernel<GemmTile4<S, V>, AlongDepth<Singles, V>, AlongLines<Singles, V>, MatrixResult<Singles, V>, V>>();

    /// <inheritdoc/>
    public override void Launch<A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth) =>
        Launch<GemmTile4<S, V>, A, B, R, V>(runtime, a, b, result, size, slices, sliceDepth);
}

/// <summary>A variant whose threads have 8 × 8 sums, as floats: doubles would take twice the registers.</summary>
internal sealed class GemmVariant8<S>(double efficiency) : GemmVariant where S : struct, IGemmSizes
{
    /// <inheritdoc/>
    public override int Rows => S.Rows;

    /// <inheritdoc/>
    public override int Columns => S.Columns;

    /// <inheritdoc/>
    public override int Depth => S.Depth;

    /// <inheritdoc/>
    public override double Efficiency => efficiency;

    /// <inheritdoc/>
    public override bool Fits<V>(GpuRuntime runtime) => !V.IsDouble
        && runtime.Fits<GemmKernel<GemmTile8<S, V>, AlongDepth<Singles, V>, AlongLines<Singles, V>, MatrixResult<Singles, V>, V>>();

    /// <inheritdoc/>
    public override void Launch<A, B, R, V>(GpuRuntime runtime, in A a, in B b, in R result, in GemmSize size, int slices, int sliceDepth) =>
        Launch<GemmTile8<S, V>, A, B, R, V>(runtime, a, b, result, size, slices, sliceDepth);
}
