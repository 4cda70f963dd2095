using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>dx = dy·scale + (x − mean)·slope + shift of x [A, G], where each column has its own four: batch normalization of [N, C].</summary>
internal readonly unsafe struct ColumnGradient<T, V>(T* dy, T* x, T* mean, T* scale, T* slope, T* shift, T* dx, int rows, int columns) : IParts
    where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _rows = new(rows, Math.Max(1, Chunks.Elements / columns));

    /// <summary>Computes all of dx.</summary>
    public void Run() => WorkerPool.For(_rows.Parts, this);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke(int part)
    {
        var (start, end) = _rows[part];
        for (var row = start; row < end; row++)
        {
            var from = row * columns;
            for (var i = 0; i < columns; i += V.Width)
            {
                var n = columns - i;
                var centred = V.LoadPart(x + from + i, n) - V.LoadPart(mean + i, n);
                var line = V.Fma(centred, V.LoadPart(slope + i, n), V.LoadPart(shift + i, n));
                V.StorePart(V.Fma(V.LoadPart(dy + from + i, n), V.LoadPart(scale + i, n), line), dx + from + i, n);
            }
        }
    }
}
