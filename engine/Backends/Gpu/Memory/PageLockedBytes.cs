using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NeuralCore.Backends.Gpu;

/// <summary>Memory of the host that stays where it is, and that CUDA's copy engines read by themselves while the host goes on.</summary>
internal sealed class PageLockedBytes : IDisposable
{
    private readonly byte[] _bytes;

    // Kept: the memory is page-locked as long as it lives.
    private readonly PageLockScope<byte>? _lock;

    public unsafe PageLockedBytes(Accelerator accelerator, int count)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(count, pinned: true);
        if (accelerator is not CudaAccelerator) return;
        try
        {
            fixed (byte* first = _bytes) _lock = accelerator.CreatePageLockFromPinned<byte>((nint)first, count);
        }
        catch (Exception error) when (error is AcceleratorException or NotSupportedException)
        {
            // The system allows no more locked pages: copies are then slower, and just as right.
        }
    }

    /// <summary>The memory.</summary>
    public Span<byte> Span => _bytes;

    /// <summary>Whether the system holds the pages in place for the device.</summary>
    public bool IsLocked => _lock is not null;

    /// <summary>Lets the system move the pages again, once no copy reads them.</summary>
    public void Dispose() => _lock?.Dispose();
}
