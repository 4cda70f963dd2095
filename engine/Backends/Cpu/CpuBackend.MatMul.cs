namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void MatMul(View a, View b, View y, in MatMulGeometry geometry) =>
        MatMulPlan<V, T>.Run(a.Pointer<T>(), b.Pointer<T>(), y.Pointer<T>(), geometry);
}
