using ILGPU.Runtime;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Backends.Gpu;

/// <summary>The <c>ptx</c> device's memory: a buffer of the host for each tensor, in a window of addresses of its own, so that a step beyond its end is found out.</summary>
/// <param name="host">Whose buffers carry ILGPU's views.</param>
/// <param name="memory">Where kernels see them.</param>
/// <param name="calls">Held during every call of ILGPU and every launch.</param>
internal sealed class PtxBuffers(Accelerator host, PtxMemory memory, Lock calls)
{
    private readonly SoftLimit _limit = new();
    private readonly Dictionary<MemoryBuffer, ulong> _addresses = [];
    private readonly Queue<MemoryBuffer> _given = [];
    private long _inUse, _peak;

    /// <summary>The device address of each buffer's first byte.</summary>
    public IReadOnlyDictionary<MemoryBuffer, ulong> Addresses => _addresses;

    /// <summary>How much memory is in use; nothing is cached.</summary>
    public MemoryUse Use => new(_inUse, _peak, _inUse);

    /// <summary>Starts a new measurement of the peak.</summary>
    public void ResetPeak()
    {
        lock (calls) _peak = _inUse;
    }

    /// <summary>A buffer of so many bytes.</summary>
    /// <exception cref="DeviceException">The host has no more memory.</exception>
    public MemoryBuffer Take(long bytes)
    {
        if (_limit.IsPast(Volatile.Read(ref _inUse) + bytes))
        {
            _limit.Collect();
            _limit.Follow(_inUse + bytes, _inUse + bytes);
        }
        lock (calls)
            try
            {
                while (_given.TryDequeue(out var old)) old.Dispose();
                var buffer = host.AllocateRaw(bytes, 1);
                _addresses[buffer] = memory.Map("tensor", buffer.NativePtr, bytes);
                _inUse += bytes;
                _peak = Math.Max(_peak, _inUse);
                return buffer;
            }
            catch (Exception error) when (DriverErrors.IsMemory(error))
            {
                throw new DeviceException($"ptx has no memory for {bytes >> 20} MiB more: {_inUse >> 20} MiB are in use by tensors; use a smaller batch, or end scopes earlier", error);
            }
    }

    /// <summary>Takes a buffer back: its window ends now, its memory goes at the next <see cref="Take"/>, for a finalizer must not call ILGPU.</summary>
    public void Give(MemoryBuffer buffer)
    {
        lock (calls)
        {
            if (!_addresses.Remove(buffer, out var address)) return;
            memory.Unmap(address);
            _inUse -= buffer.LengthInBytes;
            _given.Enqueue(buffer);
        }
    }
}
