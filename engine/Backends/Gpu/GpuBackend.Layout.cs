namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Cast(View source, View target) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void CopyStrided(View source, View target, in StridedGeometry geometry, bool accumulate = false) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Fill(View y, double value) => throw new NotSupportedException();
}
