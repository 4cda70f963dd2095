using System.Buffers;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Watches shared memory for data races: two threads touch the same byte, one writes, and neither a barrier of the block nor
/// (within a warp) bar.warp.sync stands between. Atomics race only with plain accesses.
/// </summary>
internal sealed class PtxRaces : IDisposable
{
    private const int Nobody = -1;
    private const int Several = -2;

    private struct Cell
    {
        public int Epoch, Writer, WriteStamp, Reader, ReadWarp, ReadStamp;
        public bool Atomic;
    }

    // Hundreds of KiB, and for each launch anew.
    private readonly Cell[] _cells;
    private int _epoch = 1;

    /// <summary>Watches so many bytes.</summary>
    public PtxRaces(int bytes)
    {
        _cells = ArrayPool<Cell>.Shared.Rent(bytes);
        _cells.AsSpan(0, bytes).Clear();
    }

    /// <summary>Orders everything before against everything after.</summary>
    public void NextEpoch() => _epoch++;

    /// <summary>Notes an access and returns the number of a thread it races with, or null.</summary>
    public int? Touch(int offset, int size, PtxWarp warp, int lane, PtxUse use)
    {
        var thread = warp.Number * PtxWarp.Size + lane;
        for (var i = offset; i < offset + size; i++)
        {
            ref var cell = ref _cells[i];
            if (cell.Epoch != _epoch) cell = new Cell { Epoch = _epoch, Writer = Nobody, Reader = Nobody, ReadWarp = Nobody };
            if (Conflict(cell, warp, thread, use) is { } other) return other;
            if (use == PtxUse.Read)
            {
                cell.Reader = cell.Reader == Nobody || cell.Reader == thread ? thread : Several;
                cell.ReadWarp = cell.ReadWarp == Nobody || cell.ReadWarp == warp.Number ? warp.Number : Several;
                cell.ReadStamp = warp.SyncStamp;
            }
            else (cell.Writer, cell.WriteStamp, cell.Atomic) = (thread, warp.SyncStamp, use == PtxUse.Atomic);
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<Cell>.Shared.Return(_cells);

    private static int? Conflict(in Cell cell, PtxWarp warp, int thread, PtxUse use)
    {
        if (cell.Writer != Nobody && cell.Writer != thread && !(cell.Atomic && use == PtxUse.Atomic)
            && !(cell.Writer / PtxWarp.Size == warp.Number && cell.WriteStamp < warp.SyncStamp))
            return cell.Writer;
        if (use == PtxUse.Read || cell.Reader == Nobody || cell.Reader == thread) return null;
        if (cell.ReadWarp == warp.Number && cell.ReadStamp < warp.SyncStamp) return null;
        return cell.Reader == Several ? Several : cell.Reader;
    }
}
