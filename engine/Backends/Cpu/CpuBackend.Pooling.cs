namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void MaxPool(View x, View y, View indices, in PoolGeometry geometry)
    {
        if (MaxPoolPhases<T, V>.Suits(geometry))
            PoolKernel<T, MaxPoolPhases<T, V>>.Run(new(x.Pointer<T>(), y.Pointer<T>(), indices.Pointer<long>(), geometry), geometry);
        else
            PoolKernel<T, MaxPoolWindows<T>>.Run(new(x.Pointer<T>(), y.Pointer<T>(), indices.Pointer<long>(), geometry), geometry);
    }

    /// <inheritdoc/>
    public override void PoolGather(View x, View indices, View y, in PoolGeometry geometry) =>
        new PoolGatherKernel<T>(x.Pointer<T>(), indices.Pointer<long>(), y.Pointer<T>(), geometry.Planes, geometry.Input.Count, geometry.Output.Count).Run();

    /// <inheritdoc/>
    public override void PoolScatter(View dy, View indices, View dx, in PoolGeometry geometry) =>
        new PoolScatterKernel<T>(dy.Pointer<T>(), indices.Pointer<long>(), dx.Pointer<T>(), geometry.Planes, geometry.Input.Count, geometry.Output.Count).Run();

    /// <inheritdoc/>
    public override void AveragePool(View x, View y, in PoolGeometry geometry)
    {
        if (PoolPhases<T, V>.Suits(geometry)) PoolKernel<T, AveragePoolPhases<T, V>>.Run(new(x.Pointer<T>(), y.Pointer<T>(), geometry), geometry);
        else PoolKernel<T, AveragePoolWindows<T, S, V>>.Run(new(x.Pointer<T>(), y.Pointer<T>(), geometry), geometry);
    }

    /// <inheritdoc/>
    public override void AveragePoolGradient(View dy, View dx, in PoolGeometry geometry)
    {
        if (PoolPhases<T, V>.Suits(geometry)) PoolKernel<T, AveragePoolGradientPhases<T, V>>.Run(new(dy.Pointer<T>(), dx.Pointer<T>(), geometry), geometry);
        else PoolKernel<T, AveragePoolGradientWindows<T, V>>.Run(new(dy.Pointer<T>(), dx.Pointer<T>(), geometry), geometry);
    }
}
