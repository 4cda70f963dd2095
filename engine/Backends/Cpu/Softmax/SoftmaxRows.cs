using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Softmax, or its logarithm, of lines that are contiguous: x [Outer, Length].</summary>
internal readonly unsafe struct SoftmaxRows<T, S, V>(T* x, T* y, int rows, int length, bool logarithm) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _rows = new(rows, Math.Max(1, Chunks.Elements / (4 * length)));

    /// <summary>Computes all lines.</summary>
    public void Run() => WorkerPool.For(_rows.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _rows[part];
        for (var row = start; row < end; row++) Row(x + row * length, y + row * length, length, logarithm);
    }

    // Shifted by the largest, so that no exponential overflows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* x, T* y, int n, bool logarithm)
    {
        var largest = T.CreateTruncating(RunReduction.Join<Maximum, T, S, V>(default, double.NegativeInfinity, x, n));
        var (shift, sum) = (V.Broadcast(&largest), V.Of(0));
        var i = 0;
        for (; i <= n - V.Width; i += V.Width)
        {
            var e = LaneMath.Exp(V.Load(x + i) - shift);
            sum += e;
            if (!logarithm) V.Store(e, y + i);
        }
        var total = double.CreateTruncating(V.Sum(sum));
        for (; i < n; i++)
        {
            var e = LaneMath.Exp(S.Load(x + i) - S.Broadcast(&largest));
            total += double.CreateTruncating(S.Sum(e));
            if (!logarithm) S.Store(e, y + i);
        }
        var last = V.Of(logarithm ? Math.Log(total) : 1 / total);
        for (i = 0; i < n; i += V.Width)
            V.StorePart(
                logarithm ? V.LoadPart(x + i, n - i) - shift - last : V.LoadPart(y + i, n - i) * last, y + i, n - i);
    }
}
