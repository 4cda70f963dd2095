namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Fill(View y, double value)
    {
        if (y.Type != Type) base.Fill(y, value);
        else if (PastCache.Suits(y.Pointer<T>(), y.Count, null)) new FillKernel<T, V, PastCache>(y.Pointer<T>(), V.Of(value), y.Count).Run();
        else new FillKernel<T, V, ThroughCache>(y.Pointer<T>(), V.Of(value), y.Count).Run();
    }

    /// <inheritdoc/>
    public override void Map<F>(F f, View x, View y)
    {
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        if (PastCache.Suits(py, y.Count, px)) new MapKernel<F, T, V, PastCache>(f, px, py, y.Count).Run();
        else new MapKernel<F, T, V, ThroughCache>(f, px, py, y.Count).Run();
    }

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View y)
    {
        T* pa = a.Pointer<T>(), pb = b.Pointer<T>(), py = y.Pointer<T>();
        var runs = Runs.Broadcast(y.Shape, a.Shape, b.Shape, Shape.Scalar);
        if (PastCache.Suits(py, y.Count, pa, pb)) new ZipKernel<F, T, V, PastCache>(f, pa, pb, py, runs).Run();
        else new ZipKernel<F, T, V, ThroughCache>(f, pa, pb, py, runs).Run();
    }

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View c, View y)
    {
        T* pa = a.Pointer<T>(), pb = b.Pointer<T>(), pc = c.Pointer<T>(), py = y.Pointer<T>();
        var runs = Runs.Broadcast(y.Shape, a.Shape, b.Shape, c.Shape);
        if (PastCache.Suits(py, y.Count, pa, pb, pc)) new Zip3Kernel<F, T, V, PastCache>(f, pa, pb, pc, py, runs).Run();
        else new Zip3Kernel<F, T, V, ThroughCache>(f, pa, pb, pc, py, runs).Run();
    }

    /// <inheritdoc/>
    public override void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2) =>
        new UpdateKernel<F, T, V>(f, p.Pointer<T>(), g.Pointer<T>(), Optional(s0), Optional(s1), Optional(s2), p.Count).Run();

    /// <inheritdoc/>
    public override void Dropout(View x, View y, double p, PhiloxKey key) =>
        new DropoutKernel<T, V>(x.Pointer<T>(), y.Pointer<T>(), y.Count, p, key).Run();

    private static T* Optional(View? view) => view is { } present ? present.Pointer<T>() : null;
}
