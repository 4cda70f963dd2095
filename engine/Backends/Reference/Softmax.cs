namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void Softmax(View x, View y, LineGeometry line, bool logarithm)
    {
        for (var outer = 0; outer < line.Outer; outer++)
            for (var inner = 0; inner < line.Inner; inner++)
            {
                var first = (long)outer * line.Length * line.Inner + inner;
                T* px = x.Pointer<T>() + first, py = y.Pointer<T>() + first;
                var step = (long)line.Inner;

                // Shifted by the largest, so that no exponential overflows.
                var largest = double.NegativeInfinity;
                for (var i = 0; i < line.Length; i++) largest = Math.Max(largest, Wide(px[i * step]));
                var sum = 0.0;
                for (var i = 0; i < line.Length; i++) sum += Math.Exp(Wide(px[i * step]) - largest);
                for (var i = 0; i < line.Length; i++)
                {
                    var shifted = Wide(px[i * step]) - largest;
                    py[i * step] = Narrow(logarithm ? shifted - Math.Log(sum) : Math.Exp(shifted) / sum);
                }
            }
    }

    /// <inheritdoc/>
    public override void SoftmaxGradient(View dy, View y, View dx, LineGeometry line, bool logarithm)
    {
        for (var outer = 0; outer < line.Outer; outer++)
            for (var inner = 0; inner < line.Inner; inner++)
            {
                var first = (long)outer * line.Length * line.Inner + inner;
                T* pdy = dy.Pointer<T>() + first, py = y.Pointer<T>() + first, pdx = dx.Pointer<T>() + first;
                var step = (long)line.Inner;
                var sum = 0.0;
                for (var i = 0; i < line.Length; i++) sum += Wide(pdy[i * step]) * (logarithm ? 1 : Wide(py[i * step]));
                for (var i = 0; i < line.Length; i++)
                {
                    var (d, p) = (Wide(pdy[i * step]), Wide(py[i * step]));
                    pdx[i * step] = Narrow(logarithm ? d - Math.Exp(p) * sum : p * (d - sum));
                }
            }
    }
}
