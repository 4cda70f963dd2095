using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>y = (x − mean) · scale + shift of x [A, G], where each column has its own three: batch normalization of [N, C].</summary>
internal readonly unsafe struct NormalizeColumns<T, V>(T* x, T* mean, T* scale, T* shift, T* y, int rows, int columns) : IParts
    where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _rows = new(rows, Math.Max(1, Chunks.Elements / columns));

    /// <summary>Computes all of y.</summary>
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
                V.StorePart(V.Fma(centred, V.LoadPart(scale + i, n), V.LoadPart(shift + i, n)), y + from + i, n);
            }
        }
    }
}
