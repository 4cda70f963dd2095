using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The gradient of softmax or its logarithm along contiguous lines: y·(dy − Σ dy·y), or dy − eʸ·Σ dy.</summary>
internal readonly unsafe struct SoftmaxGradientRows<T, V>(T* dy, T* y, T* dx, int rows, int length, bool logarithm) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _rows = new(rows, Math.Max(1, Chunks.Elements / (4 * length)));

    /// <summary>Computes all lines.</summary>
    public void Run() => WorkerPool.For(_rows.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _rows[part];
        for (var row = start * length; row < end * length; row += length) Row(dy + row, y + row, dx + row, length, logarithm);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* dy, T* y, T* dx, int n, bool logarithm)
    {
        var sum = V.Of(0);
        for (var i = 0; i < n; i += V.Width)
        {
            var d = V.LoadPart(dy + i, n - i);
            sum = logarithm ? sum + d : V.Fma(d, V.LoadPart(y + i, n - i), sum);
        }
        var sums = V.Sum(sum);
        var total = V.Broadcast(&sums);
        for (var i = 0; i < n; i += V.Width)
        {
            var (d, p) = (V.LoadPart(dy + i, n - i), V.LoadPart(y + i, n - i));
            V.StorePart(logarithm ? d - LaneMath.Exp(p) * total : p * (d - total), dx + i, n - i);
        }
    }
}
