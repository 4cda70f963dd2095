using System.Runtime.InteropServices;
using System.Text;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Cuda;

/// <summary>A CUDA driver without a GPU: memory is the host's, kernels run in the interpreter of PTX, and everything queued waits as long as the manual allows.</summary>
/// <remarks>
/// It is strict where real drivers are: a call from a thread without a context fails, parameters must have the size that the
/// kernel declares, an error of a kernel shows at a later call and at every one after it. And it is late where they may be: what a stream was
/// given is done when somebody waits for the stream, so that whoever reads too early, or gives memory away too early, gets wrong numbers.
/// </remarks>
internal sealed unsafe class CudaDriverInPtx
{
    // A larger number of windows would meet the addresses that Linux gives the host's own memory.
    private const int MostWindows = 80;

    [ThreadStatic] private static nint _current;

    private readonly Lock _lock = new();
    private readonly PtxMemory _memory = new();
    private readonly Dictionary<nint, long> _allocated = [];
    private readonly Dictionary<nint, Queue<Action>> _streams = new() { [0] = [] };
    private readonly Dictionary<nint, PtxKernel> _modules = [];
    private readonly List<(nint First, long Bytes)> _pinned = [];
    private nint _next = 1;

    /// <summary>The compute capability.</summary>
    public (int Major, int Minor) Architecture { get; init; } = (9, 0);

    /// <summary>The CUDA version of the driver.</summary>
    public int Version { get; init; } = 12040;

    /// <summary>The device's memory in bytes.</summary>
    public long TotalBytes { get; set; } = 1 << 30;

    /// <summary>Whether streams beside the computing one do at once what they are given: the other extreme of lateness.</summary>
    public bool HastyCopies { get; set; }

    /// <summary>What the compiler of PTX says instead of compiling.</summary>
    public string? CompilerError { get; set; }

    /// <summary>What every call that needs the device answers from now on.</summary>
    public CudaError Broken { get; set; }

    /// <summary>What a kernel did wrong.</summary>
    public string? Fault { get; private set; }

    /// <summary>The bytes that are allocated now.</summary>
    public long AllocatedBytes => _allocated.Values.Sum();

    /// <summary>The stretches of host memory that are page-locked now.</summary>
    public int Pinned => _pinned.Count;

    /// <summary>The kernels launched so far.</summary>
    public int Launches { get; private set; }

    /// <summary>The texts that were compiled.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>Answers a call of the driver's interface.</summary>
    public CudaError Answer(string function, object?[] a)
    {
        lock (_lock)
            switch (function)
            {
                case "cuInit": return CudaError.CUDA_SUCCESS;
                case "cuDriverGetVersion": return Out(a, 0, Version);
                case "cuDeviceGetCount": return Out(a, 0, 1);
                case "cuDeviceGet": return Out(a, 0, a[1]!);
                case "cuDeviceGetName":
                    Encoding.ASCII.GetBytes("Stand-in\0").CopyTo((byte[])a[0]!, 0);
                    return CudaError.CUDA_SUCCESS;
                case "cuDeviceTotalMem_v2": return Out(a, 0, (nint)TotalBytes);
                case "cuDeviceGetAttribute": return Out(a, 0, Attribute(a[1]!.ToString()!));
                case "cuGetErrorString": return Out(a, 1, Marshal.StringToHGlobalAnsi($"words for {a[0]}"));
                case "cuCtxCreate_v2":
                    _current = _next++;
                    return Out(a, 0, _current);
                case "cuCtxSetCurrent":
                    _current = (nint)a[0]!;
                    return CudaError.CUDA_SUCCESS;
            }
        if (_current == 0) return CudaError.CUDA_ERROR_INVALID_CONTEXT;
        lock (_lock) return Broken != CudaError.CUDA_SUCCESS ? Broken : InContext(function, a);
    }

    private CudaError InContext(string function, object?[] a)
    {
        switch (function)
        {
            case "cuCtxGetCacheConfig" or "cuCtxGetSharedMemConfig" or "cuCtxDestroy_v2": return CudaError.CUDA_SUCCESS;
            case "cuCtxSynchronize":
                foreach (var stream in _streams.Keys) Drain(stream);
                return Broken;
            case "cuStreamCreate":
                // Only a stream that doesn't wait for the default one copies while that computes.
                Assert.Equal("CU_STREAM_NON_BLOCKING", a[1]!.ToString());
                _streams[_next] = [];
                return Out(a, 0, _next++);
            case "cuStreamDestroy_v2":
                Drain((nint)a[0]!);
                return _streams.Remove((nint)a[0]!) ? CudaError.CUDA_SUCCESS : CudaError.CUDA_ERROR_INVALID_HANDLE;
            case "cuStreamSynchronize":
                Drain((nint)a[0]!);
                return Broken;
            case "cuMemAlloc_v2": return Allocate(a);
            case "cuMemFree_v2": return Free((nint)a[0]!);
            case "cuMemHostRegister_v2":
                _pinned.Add(((nint)a[0]!, (nint)a[1]!));
                return CudaError.CUDA_SUCCESS;
            case "cuMemHostUnregister":
                return _pinned.RemoveAll(range => range.First == (nint)a[0]!) == 1 ? CudaError.CUDA_SUCCESS : CudaError.CUDA_ERROR_INVALID_VALUE;
            case "cuMemsetD8Async":
                var (start, value, length) = ((nint)a[0]!, (byte)a[1]!, (nint)a[2]!);
                return Queue((nint)a[3]!, () => new Span<byte>(Host(start, length), (int)length).Fill(value));
            case "cuMemcpyAsync": return Copy((nint)a[0]!, (nint)a[1]!, (nint)a[2]!, (nint)a[3]!);
            case "cuModuleLoadDataEx": return Load(a);
            case "cuModuleGetFunction": return Out(a, 0, a[1]!);
            case "cuModuleUnload": return _modules.Remove((nint)a[0]!) ? CudaError.CUDA_SUCCESS : CudaError.CUDA_ERROR_INVALID_HANDLE;
            case "cuLaunchKernel": return Launch(a);
            default: throw new NotSupportedException($"{function} has no stand-in");
        }
    }

    private int Attribute(string kind) => kind["CU_DEVICE_ATTRIBUTE_".Length..] switch
    {
        "COMPUTE_CAPABILITY_MAJOR" => Architecture.Major,
        "COMPUTE_CAPABILITY_MINOR" => Architecture.Minor,
        "MAX_THREADS_PER_BLOCK" or "MAX_BLOCK_DIM_X" or "MAX_BLOCK_DIM_Y" => 1024,
        "MAX_BLOCK_DIM_Z" => 64,
        "MAX_GRID_DIM_X" => int.MaxValue,
        "MAX_GRID_DIM_Y" or "MAX_GRID_DIM_Z" => 65535,
        "MAX_SHARED_MEMORY_PER_BLOCK" => 48 << 10,
        "WARP_SIZE" => 32,
        "CLOCK_RATE" => 1_980_000,
        _ => 1,
    };

    private CudaError Allocate(object?[] a)
    {
        var bytes = (nint)a[1]!;
        if (AllocatedBytes + bytes > TotalBytes) return CudaError.CUDA_ERROR_OUT_OF_MEMORY;
        var host = (nint)NativeMemory.AlignedAlloc((nuint)bytes, 256);
        // A driver gives memory with whatever was there before.
        new Span<byte>((void*)host, (int)bytes).Fill(0xFF);
        var address = (nint)_memory.Map("segment", host, bytes);
        Assert.InRange(address >> PtxMemory.WindowBits, 0, MostWindows);
        _allocated[address] = bytes;
        return Out(a, 0, address);
    }

    // Waits for everything, as the real one does.
    private CudaError Free(nint address)
    {
        foreach (var stream in _streams.Keys) Drain(stream);
        if (!_allocated.Remove(address, out _)) return CudaError.CUDA_ERROR_INVALID_VALUE;
        NativeMemory.AlignedFree(Host(address, 0));
        _memory.Unmap((ulong)address);
        return Broken;
    }

    private CudaError Copy(nint target, nint source, nint bytes, nint stream)
    {
        if (IsDevice(source) || IsPinned(source, bytes))
        {
            var queued = Queue(stream, () => Buffer.MemoryCopy(Host(source, bytes), Host(target, bytes), bytes, bytes));
            // What goes to memory that can be moved is there when the call returns.
            if (!IsDevice(target) && !IsPinned(target, bytes)) Drain(stream);
            return queued;
        }
        // What comes from memory that can be moved is read before the call returns.
        var taken = new Span<byte>((void*)source, (int)bytes).ToArray();
        return Queue(stream, () => taken.CopyTo(new Span<byte>(Host(target, bytes), (int)bytes)));
    }

    private CudaError Load(object?[] a)
    {
        if (CompilerError is not null)
        {
            // CU_JIT_ERROR_LOG_BUFFER and its size, the one ending in a zero as C's texts do.
            var options = (int*)(nint)a[3]!;
            var values = (nint*)(nint)a[4]!;
            Assert.Equal((5, 6), (options[0], options[1]));
            Encoding.ASCII.GetBytes(CompilerError + '\0').CopyTo(new Span<byte>((void*)values[0], (int)values[1]));
            return CudaError.CUDA_ERROR_INVALID_PTX;
        }
        Texts.Add((string)a[1]!);
        _modules[_next] = PtxKernel.Compile((string)a[1]!);
        return Out(a, 0, _next++);
    }

    private CudaError Launch(object?[] a)
    {
        var kernel = _modules[(nint)a[0]!];
        var (grid, block) = (new PtxIndex((int)a[1]!, (int)a[2]!, (int)a[3]!), new PtxIndex((int)a[4]!, (int)a[5]!, (int)a[6]!));
        // CU_LAUNCH_PARAM_BUFFER_POINTER, CU_LAUNCH_PARAM_BUFFER_SIZE and the end.
        var extra = (nint*)(nint)a[10]!;
        Assert.Equal((0, 1, 2, 0), ((nint)a[9]!, extra[0], extra[2], extra[4]));
        var bytes = *(nint*)extra[3];
        if (bytes != kernel.ParameterBytes)
        {
            Fault = $"{kernel.Name} was given {bytes} bytes of parameters, and declares {kernel.ParameterBytes}";
            return CudaError.CUDA_ERROR_INVALID_VALUE;
        }
        var parameters = new Span<byte>((void*)extra[1], (int)bytes).ToArray();
        Launches++;
        return Queue((nint)a[8]!, () =>
        {
            try
            {
                kernel.Launch(_memory, grid, block, parameters);
            }
            catch (DeviceException fault)
            {
                (Fault, Broken) = (fault.Message, CudaError.CUDA_ERROR_ILLEGAL_ADDRESS);
            }
        });
    }

    private CudaError Queue(nint stream, Action work)
    {
        if (!_streams.TryGetValue(stream, out var queue)) return CudaError.CUDA_ERROR_INVALID_HANDLE;
        queue.Enqueue(work);
        if (stream != 0 && HastyCopies) Drain(stream);
        return CudaError.CUDA_SUCCESS;
    }

    private void Drain(nint stream)
    {
        while (Broken == CudaError.CUDA_SUCCESS && _streams[stream].TryDequeue(out var work)) work();
    }

    private bool IsDevice(nint address) => Region(address).Pointer != 0;

    private bool IsPinned(nint address, long bytes) => _pinned.Exists(range => range.First <= address && address + bytes <= range.First + range.Bytes);

    private PtxRegion Region(nint address)
    {
        var window = address >> PtxMemory.WindowBits;
        return window < _memory.Regions.Length ? _memory.Regions[window] : default;
    }

    private void* Host(nint address, long bytes)
    {
        var region = Region(address);
        if (region.Pointer == 0) return (void*)address;
        var offset = address & ((1L << PtxMemory.WindowBits) - 1);
        Assert.InRange(offset + bytes, 0, region.Bytes);
        return (byte*)region.Pointer + offset;
    }

    private static CudaError Out(object?[] a, int place, object value)
    {
        a[place] = value;
        return CudaError.CUDA_SUCCESS;
    }
}
