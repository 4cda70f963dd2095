namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void IndexSelect(View x, View index, View y, LineGeometry line) =>
        new IndexSelectKernel<T>(x.Pointer<T>(), index.Pointer<long>(), (int)index.Count, y.Pointer<T>(), line).Run();

    /// <inheritdoc/>
    public override void IndexAdd(View dy, View index, View dx, LineGeometry line) =>
        new IndexAddKernel<T, V>(dy.Pointer<T>(), index.Pointer<long>(), (int)index.Count, dx.Pointer<T>(), line).Run();

    /// <inheritdoc/>
    public override void Resample(View x, View y, LineGeometry line, ResampleTable table) =>
        new ResampleKernel<T, S, V>(x.Pointer<T>(), y.Pointer<T>(), line, table).Run();

    /// <inheritdoc/>
    public override void ResampleAdjoint(View dy, View dx, LineGeometry line, ResampleTable table) =>
        new ResampleAdjointKernel<T, S, V>(dy.Pointer<T>(), dx.Pointer<T>(), line, table).Run();
}
