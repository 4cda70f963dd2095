namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Map<F>(F f, View x, View y) => Launch(new MapKernel<F, V>(f, Lanes(x), Lanes(y)), y.Count);

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View y) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Zip<F>(F f, View a, View b, View c, View y) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Update<F>(F f, View p, View g, View? s0, View? s1, View? s2) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Dropout(View x, View y, double p, PhiloxKey key) => throw new NotSupportedException();
}
