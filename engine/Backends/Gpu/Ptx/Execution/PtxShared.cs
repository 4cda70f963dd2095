using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>The shared memory of one block, and for each byte whether it was written yet.</summary>
internal sealed unsafe class PtxShared : IDisposable
{
    private const byte Poison = 0xFF;
    private readonly byte* _data;
    private readonly byte* _written;
    private readonly PtxRaces? _races;

    /// <summary>Takes memory of that size; races are watched where asked.</summary>
    public PtxShared(int bytes, bool watchRaces)
    {
        Bytes = bytes;
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 64), 64);
        _written = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 64), 64);
        _races = watchRaces ? new(bytes) : null;
    }

    /// <summary>The size in bytes.</summary>
    public int Bytes { get; }

    /// <summary>Forgets everything: a new block begins.</summary>
    public void Reset()
    {
        new Span<byte>(_data, Bytes).Fill(Poison);
        new Span<byte>(_written, Bytes).Clear();
        _races?.NextEpoch();
    }

    /// <summary>A barrier has passed: what was touched before it is in order with all that comes.</summary>
    public void Synchronize() => _races?.NextEpoch();

    /// <summary>The host address of an access that was found good.</summary>
    public byte* Resolve(PtxWarp warp, PtxOperation operation, ulong offset, int size, int lane, PtxUse use)
    {
        if (offset + (ulong)size > (ulong)Bytes || offset > (ulong)Bytes)
            throw PtxReports.Bounds(warp, operation, PtxSpace.Shared, offset, size, lane, use);
        if ((offset & (ulong)(size - 1)) != 0)
            throw PtxReports.Alignment(warp, operation, PtxSpace.Shared, offset, size, lane, use);
        var written = _written + offset;
        if (use == PtxUse.Write) Mark(written, size);
        else if (!IsWritten(written, size)) throw PtxReports.Uninitialised(warp, operation, offset, size, lane);
        if (_races?.Touch((int)offset, size, warp, lane, use) is { } other)
            throw PtxReports.Race(warp, operation, offset, size, lane, use, other);
        return _data + offset;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        NativeMemory.AlignedFree(_written);
        _races?.Dispose();
    }

    // A byte's mark is 1, so the marks of an access of 4, 8 or 16 bytes are looked at as words.
    private const uint Marks = 0x01010101;
    private const ulong WideMarks = 0x01010101_01010101;

    private static void Mark(byte* written, int size)
    {
        switch (size)
        {
            case 4: *(uint*)written = Marks; break;
            case 8: *(ulong*)written = WideMarks; break;
            case 16: (*(ulong*)written, *(ulong*)(written + 8)) = (WideMarks, WideMarks); break;
            default: new Span<byte>(written, size).Fill(1); break;
        }
    }

    private static bool IsWritten(byte* written, int size) => size switch
    {
        4 => *(uint*)written == Marks,
        8 => *(ulong*)written == WideMarks,
        16 => (*(ulong*)written & *(ulong*)(written + 8)) == WideMarks,
        _ => !new Span<byte>(written, size).Contains((byte)0),
    };
}
