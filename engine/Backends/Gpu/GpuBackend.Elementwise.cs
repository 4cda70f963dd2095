namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    private readonly UpdateTables _tables = new(runtime);

    /// <inheritdoc/>
    public override void Map<F>(F f, View x, View y) => Launch(new MapKernel<F, V>(f, Lanes(x), Lanes(y)), y.Count);

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View y)
    {
        if (a.Count == y.Count && b.Count == y.Count)
            Launch(new ZipKernel<F, V>(f, Lanes(a), Lanes(b), Lanes(y)), y.Count);
        else
            Launch(new BroadcastZipKernel<F, V>(
                f, Lanes(a), Lanes(b), Lanes(y), new(BroadcastBox.Of(y.Shape, a.Shape, b.Shape, Shape.Scalar))), y.Count);
    }

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View c, View y)
    {
        if (a.Count == y.Count && b.Count == y.Count && c.Count == y.Count)
            Launch(new Zip3Kernel<F, V>(f, Lanes(a), Lanes(b), Lanes(c), Lanes(y)), y.Count);
        else
            Launch(new BroadcastZip3Kernel<F, V>(
                f, Lanes(a), Lanes(b), Lanes(c), Lanes(y), new(BroadcastBox.Of(y.Shape, a.Shape, b.Shape, c.Shape))), y.Count);
    }

    /// <inheritdoc/>
    public override void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2) =>
        Launch(new UpdateKernel<F, V>(f, new(Lanes(p), Lanes(g), LanesOrNone(s0), LanesOrNone(s1), LanesOrNone(s2)), (int)p.Count), p.Count);

    /// <inheritdoc/>
    public override void Update<F>(F f, ReadOnlySpan<UpdateOperands> parameters) => _tables.Update<F, V>(f, parameters);

    /// <inheritdoc/>
    public override void Dropout(View x, View y, double p, PhiloxKey key) =>
        Launch(
            new DropoutKernel<V>(
                Lanes(x), Lanes(y), (int)Math.Ceiling(p * (1 << 24)), V.Of(1 - p), x.Offset % 4 == 0 && y.Offset % 4 == 0, key),
            (y.Count + 3) / 4);
}
