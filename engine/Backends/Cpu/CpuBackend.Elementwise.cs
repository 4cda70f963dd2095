namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Fill(View y, double value)
    {
        if (y.Type == Type) new FillKernel<T, V>(y.Pointer<T>(), V.Of(value), y.Count).Run();
        else base.Fill(y, value);
    }

    /// <inheritdoc/>
    public override void Map<F>(F f, View x, View y) =>
        new MapKernel<F, T, V>(f, x.Pointer<T>(), y.Pointer<T>(), y.Count).Run();

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View y) =>
        new ZipKernel<F, T, V>(f, a.Pointer<T>(), b.Pointer<T>(), y.Pointer<T>(), Runs.Broadcast(y.Shape, a.Shape, b.Shape, Shape.Scalar)).Run();

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View c, View y) =>
        new Zip3Kernel<F, T, V>(f, a.Pointer<T>(), b.Pointer<T>(), c.Pointer<T>(), y.Pointer<T>(), Runs.Broadcast(y.Shape, a.Shape, b.Shape, c.Shape)).Run();

    /// <inheritdoc/>
    public override void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2) =>
        new UpdateKernel<F, T, V>(f, p.Pointer<T>(), g.Pointer<T>(), Optional(s0), Optional(s1), Optional(s2), p.Count).Run();

    /// <inheritdoc/>
    public override void Dropout(View x, View y, double p, PhiloxKey key) =>
        new DropoutKernel<T>(x.Pointer<T>(), y.Pointer<T>(), y.Count, p, key).Run();

    private static T* Optional(View? view) => view is { } present ? present.Pointer<T>() : null;
}
