using System.Collections.Concurrent;

namespace NeuralCore.Backends.Gpu;

/// <summary>A resampling table on the device, as a matrix and transposed for each extent it was asked for; both without entries of weight 0.</summary>
internal sealed class ResampleMatrices<V>(ResampleTable table, Backend backend) where V : unmanaged, ILane<V>
{
    // Published, not locked: for want of memory a matrix may fail, and be had at the next call.
    private readonly Lazy<SparseStorage> _rows = new(() => Rows(table).On(backend), LazyThreadSafetyMode.PublicationOnly);
    private readonly ConcurrentDictionary<int, Lazy<SparseStorage>> _transposed = new();

    /// <summary>The matrix [table.Length, *].</summary>
    public SparseStorage Forward => _rows.Value;

    /// <summary>The transposed matrix [length, table.Length].</summary>
    public SparseStorage Adjoint(int length) => _transposed.GetOrAdd(length, _ => new(() => Transposed(length).On(backend), LazyThreadSafetyMode.PublicationOnly)).Value;

    private static SparseEntries Rows(ResampleTable table)
    {
        var entries = new SparseEntries();
        for (var row = 0; row < table.Length; row++)
        {
            entries.Add(table.Index[2 * row], table.Weight[2 * row]);
            entries.Add(table.Index[2 * row + 1], table.Weight[2 * row + 1]);
            entries.EndRow();
        }
        return entries;
    }

    private SparseEntries Transposed(int length)
    {
        // The rows of the table that take from a source, in order.
        var takers = Enumerable.Range(0, table.Index.Length).ToLookup(k => table.Index[k]);
        var entries = new SparseEntries();
        for (var source = 0; source < length; source++)
        {
            foreach (var k in takers[source]) entries.Add(k / 2, table.Weight[k]);
            entries.EndRow();
        }
        return entries;
    }
}
