using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu;

/// <summary>Errors in data that only a kernel sees (an index out of range): kept in a cell on the device until the host next waits for it.</summary>
/// <remarks>
/// Launching a kernel does not wait for it, so its error is thrown where results come back: by the next download or
/// synchronization of the thread that launched it. Each thread has a cell of its own, so none gets another's error.
/// A thread that has launched no kernel that can fault pays nothing.
/// </remarks>
internal sealed class GpuFaults(GpuRuntime runtime)
{
    private readonly ThreadLocal<Cell> _cells = new(() => new(runtime));

    /// <summary>This thread's cell, for a kernel that is launched next.</summary>
    /// <param name="primitive">What the kernel works for, named in the error.</param>
    public FaultCell Arm([CallerMemberName] string primitive = "")
    {
        var cell = _cells.Value!;
        cell.IsArmed = true;
        return new(cell.Memory.Array<long>(cell.Words), cell.NumberOf(primitive));
    }

    /// <summary>Throws what a kernel found wrong since this thread's last call, and forgets it.</summary>
    /// <exception cref="UsageException">An index was out of range.</exception>
    public void Check()
    {
        if (!_cells.IsValueCreated || _cells.Value is not { IsArmed: true } cell) return;
        cell.IsArmed = false;
        Span<long> words = stackalloc long[FaultCell.Words];
        runtime.Download(cell.Memory.ByteView(cell.Words), MemoryMarshal.AsBytes(words));
        var (kind, value) = (words[0], words[1]);
        if (kind == 0) return;
        var primitive = cell.Primitive((int)words[2]);
        words.Clear();
        runtime.Upload(MemoryMarshal.AsBytes(words), cell.Memory.ByteView(cell.Words));
        throw new UsageException(kind == FaultCell.OutsideWindow
            ? $"{primitive} on {runtime.Name}: position {value} is not in the window that it should come from; expected the indices that this pooling gave"
            : $"{primitive} on {runtime.Name}: index {value} is out of range: the dimension has {kind - 1} positions, so 0 to {kind - 2} were expected");
    }

    // A thread's cell; its memory goes back when the thread has ended.
    private sealed class Cell
    {
        public readonly GpuStorage Memory;
        public readonly View Words;
        public bool IsArmed;

        private readonly List<string> _primitives = [];

        public Cell(GpuRuntime runtime)
        {
            Memory = new(runtime, ElementType.Int64, FaultCell.Words);
            Memory.Keep();
            Words = new(Memory, 0, [FaultCell.Words]);
            runtime.Upload(new byte[Memory.Bytes], Memory.ByteView(Words));
        }

        public int NumberOf(string primitive)
        {
            if (!_primitives.Contains(primitive)) _primitives.Add(primitive);
            return _primitives.IndexOf(primitive);
        }

        public string Primitive(int number) => _primitives[number];
    }
}
