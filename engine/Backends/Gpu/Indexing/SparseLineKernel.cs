using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Each line of y [Outer, rows, Inner] = a sparse matrix times the line of x [Outer, columns, Inner], an element of y a thread; the entries of a row are added in order.</summary>
internal readonly struct SparseLineKernel<V>(SparseRows<V> matrix, ArrayView<V> x, ArrayView<V> y, Divider rows, int columns, Divider inner) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var element = Grid.GlobalIndex.X;
        if (element >= y.IntLength) return;
        var (run, k) = inner.DivRem(element);
        var (outer, row) = rows.DivRem(run);
        var (sum, from, end) = (V.Of(0), outer * columns, matrix.Starts[row + 1]);
        for (var entry = matrix.Starts[row]; entry < end; entry++)
            sum = V.Fma(matrix.Weights[entry], x[(from + matrix.Columns[entry]) * inner.Value + k], sum);
        y[element] = sum;
    }
}
