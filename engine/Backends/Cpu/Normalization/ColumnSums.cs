using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Two sums down each column of a matrix [A, G], of functions of the element, its column's mean and a second matrix; a strip of columns per part.</summary>
internal readonly unsafe struct ColumnSums<P, T, V>(T* x, T* other, T* mean, double* first, double* second, int rows, int columns) : IParts
    where P : struct, IColumnPair
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    // So many rows are added in lanes before they go to the doubles.
    private const int BlockRows = 32;

    private readonly Chunks _strips = new(columns, V.Width);

    /// <summary>Computes both sums of all columns.</summary>
    public void Run() => WorkerPool.For(_strips.Parts, this);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke(int part)
    {
        var column = part * V.Width;
        var n = Math.Min(V.Width, columns - column);
        var centre = mean == null ? V.Of(0) : V.LoadPart(mean + column, n);
        var lanes = stackalloc T[2 * V.Width];
        for (var i = 0; i < n; i++) first[column + i] = second[column + i] = 0;
        for (var row = 0; row < rows;)
        {
            var (a, b) = (V.Of(0), V.Of(0));
            for (var end = Math.Min(rows, row + BlockRows); row < end; row++)
            {
                var at = (long)row * columns + column;
                var (u, v) = P.Terms(V.LoadPart(x + at, n) - centre, other == null ? V.Of(0) : V.LoadPart(other + at, n));
                a += u;
                b += v;
            }
            V.Store(a, lanes);
            V.Store(b, lanes + V.Width);
            for (var i = 0; i < n; i++)
            {
                first[column + i] += double.CreateTruncating(lanes[i]);
                second[column + i] += double.CreateTruncating(lanes[V.Width + i]);
            }
        }
    }
}

/// <summary>What is summed: two functions of the centred element x − mean and its partner in the other matrix.</summary>
internal interface IColumnPair
{
    /// <summary>The two terms.</summary>
    static abstract (V First, V Second) Terms<V>(V centred, V other) where V : unmanaged, ILane<V>;
}

/// <summary>Σ (x − m) and Σ (x − m)²: the moments.</summary>
internal readonly struct Deviations : IColumnPair
{
    public static (V First, V Second) Terms<V>(V centred, V other) where V : unmanaged, ILane<V> => (centred, centred * centred);
}

/// <summary>Σ dy and Σ dy·(x − m): the gradients.</summary>
internal readonly struct GradientTerms : IColumnPair
{
    public static (V First, V Second) Terms<V>(V centred, V other) where V : unmanaged, ILane<V> => (other, other * centred);
}
