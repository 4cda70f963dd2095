using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>Which pieces of memory an optimizer's step changes, as tables on the device, one for each set of segments.</summary>
/// <remarks>An allocator that gives each step the same memory makes each step's tables the same, so they are kept and compared.</remarks>
internal sealed class UpdateTables(GpuRuntime runtime)
{
    private const int MostKept = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<UpdateSegments, List<UpdatePiece>> _pieces = [];
    private readonly Dictionary<(UpdateSegments Segments, int Count), (UpdatePiece[] Pieces, GpuStorage Storage)> _kept = [];

    /// <summary>Changes these parameters, whose elements are <typeparamref name="V"/>.</summary>
    public void Update<F, V>(F f, ReadOnlySpan<UpdateOperands> parameters) where F : struct, IUpdate where V : unmanaged, ILane<V>
    {
        // A table must not change before the launch that reads it is queued.
        lock (_lock)
        {
            foreach (var list in _pieces.Values) list.Clear();
            foreach (var operands in parameters) Add<V>(operands);
            foreach (var (segments, pieces) in _pieces)
                if (pieces.Count > 0)
                    runtime.Launch(new UpdateAllKernel<F, V>(f, Table(segments, pieces), segments.Views<V>()), new(pieces.Count));
            if (_pieces.Count > MostKept) _pieces.Clear();
        }
    }

    private void Add<V>(UpdateOperands operands) where V : unmanaged
    {
        var count = checked((int)operands.P.Count);
        if (count == 0) return;
        var (p, g) = (Place<V>(operands.P), Place<V>(operands.G));
        var (s0, s1, s2) = (PlaceOrNone<V>(operands.S0), PlaceOrNone<V>(operands.S1), PlaceOrNone<V>(operands.S2));
        var segments = new UpdateSegments(p.Segment, g.Segment, s0.Segment, s1.Segment, s2.Segment);
        if (!_pieces.TryGetValue(segments, out var pieces)) _pieces[segments] = pieces = [];
        var all = new UpdatePiece(p.Index, g.Index, s0.Index, s1.Index, s2.Index, count);
        for (var start = 0; start < count; start += UpdatePiece.Most)
            pieces.Add(all.From(start, Math.Min(UpdatePiece.Most, count - start)));
    }

    private ArrayView<int> Table(UpdateSegments segments, List<UpdatePiece> pieces)
    {
        var key = (segments, pieces.Count);
        var span = CollectionsMarshal.AsSpan(pieces);
        if (!_kept.TryGetValue(key, out var kept) || !span.SequenceEqual(kept.Pieces))
        {
            if (kept.Storage is null) kept.Storage = Take(pieces.Count);
            runtime.Upload(MemoryMarshal.AsBytes(span), Bytes(kept.Storage));
            _kept[key] = (span.ToArray(), kept.Storage);
        }
        return Bytes(kept.Storage).Cast<int>();
    }

    private GpuStorage Take(int pieces)
    {
        if (_kept.Count >= MostKept)
        {
            foreach (var (_, storage) in _kept.Values) storage.Release();
            _kept.Clear();
        }
        var table = new GpuStorage(runtime, ElementType.Int32, (long)pieces * UpdatePiece.Ints);
        table.Keep();
        return table;
    }

    private static ArrayView<byte> Bytes(GpuStorage storage) => storage.ByteView(new(storage, 0, [checked((int)storage.Count)]));

    private static (MemoryBuffer Segment, int Index) Place<V>(View view) where V : unmanaged
    {
        IContiguousArrayView memory = ((GpuStorage)view.Storage).Array<V>(view);
        return (memory.Buffer, checked((int)memory.Index));
    }

    private static (MemoryBuffer? Segment, int Index) PlaceOrNone<V>(View? view) where V : unmanaged =>
        view is { } given ? Place<V>(given) : (null, 0);
}
