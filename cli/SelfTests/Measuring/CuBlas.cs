using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NeuralCore.Cli.SelfTests.Measuring;

/// <summary>NVIDIA's library of products, if the machine has it: what our own are measured against. The engine never uses it.</summary>
internal sealed unsafe class CuBlas : IDisposable
{
    private const int AsItLies = 0;

    private readonly SelfTestStand _stand;
    private readonly nint _library, _handle;
    private readonly delegate* unmanaged<nint, int, int, int, int, int, float*, nint, int, nint, int, float*, nint, int, int> _sgemm;

    private CuBlas(SelfTestStand stand, nint library)
    {
        (_stand, _library) = (stand, library);
        _sgemm = (delegate* unmanaged<nint, int, int, int, int, int, float*, nint, int, nint, int, float*, nint, int, int>)NativeLibrary.GetExport(library, "cublasSgemm_v2");
        nint handle;
        Check("cublasCreate", ((delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "cublasCreate_v2"))(&handle));
        _handle = handle;
        // In our own queue, so that its work is waited for as ours is.
        var stream = ((CudaStream)Accelerator(stand, Tensor.Zeros([1], device: stand.Device)).DefaultStream).StreamPtr;
        Check("cublasSetStream", ((delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "cublasSetStream_v2"))(_handle, stream));
    }

    /// <summary>The library on a CUDA device; null, with the reason, where it is not.</summary>
    public static CuBlas? TryOpen(SelfTestStand stand, out string reason)
    {
        reason = "no CUDA device";
        if (!stand.Device.Name.StartsWith("cuda", StringComparison.Ordinal)) return null;
        reason = "libcublas is not installed";
        foreach (var name in Names())
            if (NativeLibrary.TryLoad(name, out var library))
                try
                {
                    Accelerator(stand, Tensor.Zeros([1], device: stand.Device)).Bind();
                    return new(stand, library);
                }
                catch (Exception error) when (error is DeviceException or EntryPointNotFoundException)
                {
                    reason = error.Message;
                }
        return null;
    }

    /// <summary>Queues y [M, N] = a [M, K] · b [K, N] in floats.</summary>
    /// <exception cref="DeviceException">cuBLAS refuses.</exception>
    public void Multiply(Tensor a, Tensor b, Tensor y)
    {
        var (m, k, n) = (a.Shape[0], a.Shape[1], b.Shape[1]);
        var (one, zero) = (1f, 0f);
        Accelerator(_stand, a).Bind();
        // cuBLAS counts by columns: what lies as y row by row is yᵀ to it, and yᵀ = bᵀ · aᵀ.
        Check("cublasSgemm", _sgemm(_handle, AsItLies, AsItLies, n, m, k, &one, Address(b), n, Address(a), k, &zero, Address(y), n));
    }

    /// <inheritdoc/>
    public void Dispose() => ((delegate* unmanaged<nint, int>)NativeLibrary.GetExport(_library, "cublasDestroy_v2"))(_handle);

    private static IEnumerable<string> Names() => OperatingSystem.IsWindows()
        ? ["cublas64_13.dll", "cublas64_12.dll", "cublas64_11.dll"]
        : ["libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so"];

    private static Accelerator Accelerator(SelfTestStand stand, Tensor x) => ((IArrayView)stand.Gpu.Elements<float>(x.View)).Buffer.Accelerator;

    private nint Address(Tensor x)
    {
        var view = (IContiguousArrayView)_stand.Gpu.Elements<float>(x.View);
        return view.Buffer.NativePtr + (nint)(view.Index * view.ElementSize);
    }

    private static void Check(string call, int status)
    {
        if (status != 0) throw new DeviceException($"{call} failed with status {status}");
    }
}
