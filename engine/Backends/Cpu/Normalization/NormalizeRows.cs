using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = (x − mean) · r · weight + bias where each g is one row of x [G, B] and each element of the row has a weight of its own: layer normalization.</summary>
internal readonly unsafe struct NormalizeRows<T, V>(
    T* x, T* mean, double* inverse, T* weight, T* bias, T* y, NormGeometry shape) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _rows = new((long)shape.A * shape.G, Math.Max(1, Chunks.Elements / shape.B));

    /// <summary>Computes all of y.</summary>
    public void Run() => WorkerPool.For(_rows.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _rows[part];
        for (var row = start; row < end; row++)
        {
            var g = (int)(row % shape.G);
            var k = g % shape.WeightGroups * shape.WeightsPerGroup;
            Loop(x + row * shape.B, y + row * shape.B, shape.B, V.Broadcast(mean + g), V.Of(inverse[g]),
                weight == null ? null : weight + k, bias == null ? null : bias + k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(T* x, T* y, int n, V mean, V inverse, T* weight, T* bias)
    {
        for (var i = 0; i < n; i += V.Width)
        {
            var value = (V.LoadPart(x + i, n - i) - mean) * inverse;
            if (weight != null) value *= V.LoadPart(weight + i, n - i);
            if (bias != null) value += V.LoadPart(bias + i, n - i);
            V.StorePart(value, y + i, n - i);
        }
    }
}
