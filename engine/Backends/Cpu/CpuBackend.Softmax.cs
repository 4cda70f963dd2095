namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Softmax(View x, View y, LineGeometry line, bool logarithm)
    {
        if (x.Count == 0) return;
        if (line.Inner == 1) new SoftmaxRows<T, S, V>(x.Pointer<T>(), y.Pointer<T>(), line.Outer, line.Length, logarithm).Run();
        else new SoftmaxColumns<T, V>(x.Pointer<T>(), y.Pointer<T>(), line, logarithm).Run();
    }

    /// <inheritdoc/>
    public override void SoftmaxGradient(View dy, View y, View dx, LineGeometry line, bool logarithm)
    {
        if (y.Count == 0) return;
        T* pdy = dy.Pointer<T>(), py = y.Pointer<T>(), pdx = dx.Pointer<T>();
        if (line.Inner == 1) new SoftmaxGradientRows<T, V>(pdy, py, pdx, line.Outer, line.Length, logarithm).Run();
        else new SoftmaxGradientColumns<T, V>(pdy, py, pdx, line, logarithm).Run();
    }
}
