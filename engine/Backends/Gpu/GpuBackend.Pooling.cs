namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    private const int MostPooled = 3;

    /// <inheritdoc/>
    public override void MaxPool(View x, View y, View indices, in PoolGeometry geometry)
    {
        if (IsGlobal(geometry))
        {
            ArgMax(x, indices, Planes(geometry));
            PoolGather(x, indices, y, geometry);
        }
        else if (geometry.Adaptive) Launch(new MaxPoolKernel<AdaptiveWindows, V>(Adaptive(geometry), Lanes(x), Lanes(y), Array<long>(indices)), y.Count);
        else Launch(new MaxPoolKernel<FixedWindows, V>(Fixed(geometry), Lanes(x), Lanes(y), Array<long>(indices)), y.Count);
    }

    /// <inheritdoc/>
    public override void PoolGather(View x, View indices, View y, in PoolGeometry geometry) => Launch(
        new PoolGatherKernel<V>(Lanes(x), Array<long>(indices), Lanes(y), (int)geometry.Input.Count, new((int)geometry.Output.Count), Runtime.Faults.Arm()), y.Count);

    /// <inheritdoc/>
    public override void PoolScatter(View dy, View indices, View dx, in PoolGeometry geometry)
    {
        var fault = Runtime.Faults.Arm();
        if (geometry.Adaptive) Launch(new PoolScatterKernel<AdaptiveWindows, V>(Adaptive(geometry), Lanes(dy), Array<long>(indices), Lanes(dx), fault), dx.Count);
        else Launch(new PoolScatterKernel<FixedWindows, V>(Fixed(geometry), Lanes(dy), Array<long>(indices), Lanes(dx), fault), dx.Count);
    }

    /// <inheritdoc/>
    public override void AveragePool(View x, View y, in PoolGeometry geometry)
    {
        if (IsGlobal(geometry))
        {
            var divisor = 1.0;
            for (var dim = 0; dim < geometry.SpatialRank; dim++) divisor *= geometry.Window(dim, 0).Divisor;
            Reduce(new Sum(), x with { Shape = [geometry.Planes, (int)geometry.Input.Count] }, y, axes: 0b10);
            Map(new DividedBy(divisor), y, y);
        }
        else if (geometry.Adaptive) Launch(new AveragePoolKernel<AdaptiveWindows, V>(Adaptive(geometry), Lanes(x), Lanes(y)), y.Count);
        else Launch(new AveragePoolKernel<FixedWindows, V>(Fixed(geometry), Lanes(x), Lanes(y)), y.Count);
    }

    /// <inheritdoc/>
    public override void AveragePoolGradient(View dy, View dx, in PoolGeometry geometry)
    {
        if (geometry.Adaptive) Launch(new AveragePoolGradientKernel<AdaptiveWindows, V>(Adaptive(geometry), Lanes(dy), Lanes(dx)), dx.Count);
        else Launch(new AveragePoolGradientKernel<FixedWindows, V>(Fixed(geometry), Lanes(dy), Lanes(dx)), dx.Count);
    }

    // Whether the only window is the whole plane: then threads share it.
    private static bool IsGlobal(in PoolGeometry geometry)
    {
        for (var dim = 0; dim < geometry.SpatialRank; dim++)
            if (geometry.Output[dim] != 1 || geometry.Window(dim, 0) is not { Start: 0, Step: 1 } window || window.End != geometry.Input[dim]) return false;
        return true;
    }

    private static LineGeometry Planes(in PoolGeometry geometry) => new(geometry.Planes, (int)geometry.Input.Count, 1);

    private PoolSpace<FixedWindows> Fixed(PoolGeometry g)
    {
        return new(Along(3), Along(2), Along(1));

        FixedWindows Along(int fromLast) => fromLast > Dimensions(g)
            ? new(1, 1, 1, 1, 0, 1, false)
            : new(g.Input[^fromLast], g.Output[^fromLast], g.Kernel[^fromLast], g.Stride[^fromLast], g.Padding[^fromLast], g.Dilation[^fromLast], g.CountIncludePad);
    }

    private PoolSpace<AdaptiveWindows> Adaptive(PoolGeometry g)
    {
        return new(Along(3), Along(2), Along(1));

        AdaptiveWindows Along(int fromLast) => fromLast > Dimensions(g) ? new(1, 1) : new(g.Input[^fromLast], g.Output[^fromLast]);
    }

    private int Dimensions(in PoolGeometry geometry) => geometry.SpatialRank <= MostPooled
        ? geometry.SpatialRank
        : throw new DeviceException($"{Device} pools at most {MostPooled} spatial dimensions; got {geometry.SpatialRank} in x {geometry.X}: merge some, or compute it on the CPU");
}
