namespace NeuralCore.Backends.Gpu;

/// <summary>In which tiles a product is computed, and into how many slices its sums are cut.</summary>
/// <remarks>
/// Both follow from the sizes and the device's limits alone, never from timing, so that results have the same bits every
/// run. The time of a variant is estimated as the work of its tiles, padding included, over its efficiency; a GPU of some
/// hundred multiprocessors takes as long for one tile as for a hundred. Where the tiles are fewer than that and the sums
/// long (weight gradients, narrow layers), the sums are cut into slices of at least 256, which are computed side by side
/// and added in order.
/// </remarks>
/// <param name="Variant">The tile.</param>
/// <param name="Slices">How many slices a sum has.</param>
/// <param name="SliceDepth">The depth of a slice, a multiple of the tile's; the last may be shorter.</param>
internal readonly record struct GemmPlan(GemmVariant Variant, int Slices, int SliceDepth)
{
    /// <summary>The longest sum: kernels count on to the end of the last slice's last tile, in 31 bits.</summary>
    public const int MostDepth = int.MaxValue - 4096;

    private const int Multiprocessors = 100, GroupsWanted = 200, LeastSliceDepth = 256, MostSlices = 128;

    /// <summary>The plan for a product.</summary>
    /// <exception cref="DeviceException">No variant fits the device, or the sums are too long.</exception>
    public static GemmPlan For<A, B, R, V>(GpuRuntime runtime, in GemmSize size)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
        where V : unmanaged, ILane<V>
    {
        if (size.Depth > MostDepth)
            throw new DeviceException($"a product on {runtime.Name} sums at most {MostDepth} numbers, since its kernels count in 31 bits; got sums of {size.Depth}; split them, or compute it on the CPU");
        GemmPlan? best = null;
        var least = double.PositiveInfinity;
        foreach (var variant in GemmVariants.All)
        {
            if (!variant.Fits<A, B, R, V>(runtime)) continue;
            if (variant == GemmVariants.Forced) return Cut(variant, size);
            var plan = Cut(variant, size);
            var groups = (double)variant.Tiles(size) * size.Batch * plan.Slices;
            var time = Math.Max(groups, Multiprocessors) * variant.Rows * variant.Columns * plan.SliceDepth / variant.Efficiency;
            if (time >= least) continue;
            (best, least) = (plan, time);
        }
        return best ?? throw new DeviceException(
            $"{runtime.Name} has room for {runtime.Limits.GroupThreads} threads and {runtime.Limits.SharedBytes} bytes of shared memory a group; matrix products need at least 64 threads and {(V.IsDouble ? 9216 : 4608)} bytes");
    }

    private static GemmPlan Cut(GemmVariant variant, in GemmSize size)
    {
        var groups = variant.Tiles(size) * size.Batch;
        var most = Math.Min(MostSlices, Parts(size.Depth, LeastSliceDepth));
        // Every slice has a result of its own, all in one storage.
        var fits = GpuStorage.MostElements / Math.Max(1, (long)size.Batch * size.Rows * size.Columns);
        var slices = Math.Max(1, Math.Min(Math.Min(most, fits), Parts(GroupsWanted, groups)));
        var depth = (int)Math.Max(1, Parts(Parts(size.Depth, slices), variant.Depth)) * variant.Depth;
        return new(variant, (int)Math.Max(1, Parts(size.Depth, depth)), depth);
    }

    // How many parts of a size cover a whole.
    private static long Parts(long whole, long size) => (whole + size - 1) / size;
}
