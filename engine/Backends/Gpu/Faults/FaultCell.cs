using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Where a kernel, which cannot throw, leaves what it found wrong in its data; see <see cref="GpuFaults"/>.</summary>
/// <remarks>
/// The first kernel to find a fault fills the cell. Of several threads of one launch any may win: each writes the same kind,
/// and the value as one word, so what is read is one thread's fault.
/// </remarks>
/// <param name="words">The fault's kind, 0 for none, the value that was met, and the source.</param>
/// <param name="source">The number of the primitive that the kernel works for.</param>
internal readonly struct FaultCell(ArrayView<long> words, int source)
{
    /// <summary>The kind of a value that lies in no window of its pooling.</summary>
    public const long OutsideWindow = -1;

    /// <summary>The number of words.</summary>
    public const int Words = 3;

    /// <summary>Whether the index is one of <paramref name="length"/> positions; if not, the cell says so, and the caller must leave memory alone.</summary>
    public bool Admits(long index, int length)
    {
        var inside = (ulong)index < (ulong)length;
        if (!inside) Report(length + 1L, index);
        return inside;
    }

    /// <summary>Fills the cell unless it is.</summary>
    public void Report(long kind, long value)
    {
        if (words[0] != 0) return;
        words[1] = value;
        words[2] = source;
        words[0] = kind;
    }
}
