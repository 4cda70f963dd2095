namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Moments(View x, View mean, View variance, in NormGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Normalize(View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void NormalizeGradient(View dy, View x, View mean, View variance, View? weight, View? dx, View? dw, View? db, double eps, in NormGeometry geometry) => throw new NotSupportedException();
}
