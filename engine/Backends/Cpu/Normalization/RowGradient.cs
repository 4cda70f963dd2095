using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The gradients where each g is one row of x [G, B] with a weight to each element: layer normalization, dx in one pass over memory.</summary>
/// <remarks>A part is <see cref="PartRows"/> rows; it leaves its share of dw and db in a buffer of its own, and these are added up in order.</remarks>
internal readonly unsafe struct RowGradient<T, V> : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private const int PartRows = 64;

    private readonly T* _dy, _x, _mean, _weight, _dx, _shares;
    private readonly double* _inverse;
    private readonly NormGeometry _shape;

    private RowGradient(T* dy, T* x, T* mean, double* inverse, T* weight, T* dx, T* shares, in NormGeometry shape)
    {
        _dy = dy;
        _x = x;
        _mean = mean;
        _inverse = inverse;
        _weight = weight;
        _dx = dx;
        _shares = shares;
        _shape = shape;
    }

    /// <summary>Computes what is not null of dx, dw and db.</summary>
    public static void Run(T* dy, T* x, T* mean, double* inverse, T* weight, T* dx, T* dw, T* db, in NormGeometry shape)
    {
        var rows = new Chunks(shape.G, PartRows);
        using var shares = new Scratch<T>(2L * rows.Parts * shape.Weights);
        WorkerPool.For(rows.Parts, new RowGradient<T, V>(dy, x, mean, inverse, weight, dx, shares.Pointer, shape));
        for (var k = 0; k < shape.Weights; k++)
        {
            var (w, b) = (0.0, 0.0);
            for (var part = 0L; part < rows.Parts; part++)
            {
                w += double.CreateTruncating(shares.Pointer[2 * part * shape.Weights + k]);
                b += double.CreateTruncating(shares.Pointer[(2 * part + 1) * shape.Weights + k]);
            }
            if (dw != null) dw[k] = T.CreateTruncating(w);
            if (db != null) db[k] = T.CreateTruncating(b);
        }
    }

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = new Chunks(_shape.G, PartRows)[part];
        T* dw = _shares + 2L * part * _shape.Weights, db = dw + _shape.Weights;
        new Span<T>(dw, 2 * _shape.Weights).Clear();
        for (var g = start; g < end; g++)
        {
            var k = (int)(g % _shape.WeightGroups) * _shape.WeightsPerGroup;
            var first = g * _shape.B;
            var weight = _weight == null ? null : _weight + k;
            var (mean, inverse) = (V.Broadcast(_mean + g), V.Of(_inverse[g]));
            var (sum, product) = Sums(_dy + first, _x + first, weight, dw + k, db + k, _shape.B, mean, inverse);
            if (_dx == null) continue;
            var r = _inverse[g];
            Row(_dy + first, _x + first, weight, _dx + first, _shape.B, mean, inverse,
                V.Of(-r * r * double.CreateTruncating(product) / _shape.B), V.Of(-r * double.CreateTruncating(sum) / _shape.B));
        }
    }

    // Σ w·dy and Σ w·dy·x̂ of a row, which also adds dy·x̂ and dy to dw and db.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Sum, T Product) Sums(T* dy, T* x, T* weight, T* dw, T* db, int n, V mean, V inverse)
    {
        var (sum, product) = (V.Of(0), V.Of(0));
        for (var i = 0; i < n; i += V.Width)
        {
            var d = V.LoadPart(dy + i, n - i);
            var normalized = (V.LoadPart(x + i, n - i) - mean) * inverse;
            V.StorePart(V.Fma(d, normalized, V.LoadPart(dw + i, n - i)), dw + i, n - i);
            V.StorePart(d + V.LoadPart(db + i, n - i), db + i, n - i);
            if (weight != null) d *= V.LoadPart(weight + i, n - i);
            sum += d;
            product = V.Fma(d, normalized, product);
        }
        return (V.Sum(sum), V.Sum(product));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(T* dy, T* x, T* weight, T* dx, int n, V mean, V inverse, V slope, V shift)
    {
        for (var i = 0; i < n; i += V.Width)
        {
            var d = V.LoadPart(dy + i, n - i) * inverse;
            if (weight != null) d *= V.LoadPart(weight + i, n - i);
            V.StorePart(V.Fma(V.LoadPart(x + i, n - i) - mean, slope, d + shift), dx + i, n - i);
        }
    }
}
