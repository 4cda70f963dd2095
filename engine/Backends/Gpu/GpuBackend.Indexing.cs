using System.Runtime.CompilerServices;

namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    // So many positions are looked through faster than chained.
    private const int FewPositions = 64;

    // Tables are uploaded once, and live on the device as long as they do here.
    private readonly ConditionalWeakTable<ResampleTable, ResampleMatrices<V>> _matrices = [];

    /// <inheritdoc/>
    public override void IndexSelect(View x, View index, View y, LineGeometry line) => Launch(
        new IndexSelectKernel<V>(Lanes(x), Array<long>(index), Lanes(y), line.Length, new((int)index.Count), new(line.Inner), Runtime.Faults.Arm()), y.Count);

    /// <inheritdoc/>
    public override void IndexAdd(View dy, View index, View dx, LineGeometry line)
    {
        var (n, fault) = ((int)index.Count, Runtime.Faults.Arm());
        if (n <= FewPositions || dx.Count <= n)
        {
            Launch(new IndexAddKernel<V>(Lanes(dy), Array<long>(index), Lanes(dx), new(line.Length), new(line.Inner), fault), dx.Count);
            return;
        }
        var chains = new GpuStorage(Runtime, ElementType.Int32, 2L * n);
        var (next, isFirst) = (Array<int>(new(chains, 0, [n])), Array<int>(new(chains, n, [n])));
        Launch(new IndexChainKernel(Array<long>(index), next, isFirst, line.Length, fault), n);
        Fill(dx, 0);
        Launch(new IndexAddChainKernel<V>(Lanes(dy), Array<long>(index), next, isFirst, Lanes(dx), line.Length, new(line.Inner)), dy.Count);
        chains.Release();
    }

    /// <inheritdoc/>
    public override void Resample(View x, View y, LineGeometry line, ResampleTable table) =>
        Multiply(Matrices(table).Forward, x, y, table.Length, line.Length, line.Inner);

    /// <inheritdoc/>
    public override void ResampleAdjoint(View dy, View dx, LineGeometry line, ResampleTable table) =>
        Multiply(Matrices(table).Adjoint(line.Length), dy, dx, line.Length, table.Length, line.Inner);

    private ResampleMatrices<V> Matrices(ResampleTable table) => _matrices.GetValue(table, added => new(added, this));

    private void Multiply(SparseStorage matrix, View x, View y, int rows, int columns, int inner)
    {
        var entries = new SparseRows<V>(Array<int>(matrix.Starts), Array<int>(matrix.Columns), Lanes(matrix.Weights));
        Launch(new SparseLineKernel<V>(entries, Lanes(x), Lanes(y), new(rows), columns, new(inner)), y.Count);
        GC.KeepAlive(matrix);
    }
}
