using System.Runtime.InteropServices;

namespace NeuralCore.Backends.Gpu;

/// <summary>Why a CUDA driver that is installed does not start: ILGPU tells only that it doesn't, so the driver is asked again.</summary>
internal static unsafe class CudaStart
{
    // CUresult of cuda.h, as far as cuInit gives it.
    private const int StubLibrary = 34, NoDevice = 100, SystemNotReady = 802, SystemDriverMismatch = 803, CompatNotSupported = 804;

    /// <summary>What <c>cuInit</c> of a library says.</summary>
    public static int Code(string library) =>
        NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, "cuInit", out var start)
            ? ((delegate* unmanaged<uint, int>)start)(0) : StubLibrary;

    /// <summary>What a code means, said of the driver, and the remedy.</summary>
    public static (string Reason, string Remedy) Judge(int code) => code switch
    {
        NoDevice => ("sees no GPU", "see with nvidia-smi whether it is there, and that CUDA_VISIBLE_DEVICES does not hide it; in a container, run with GPU access (docker run --gpus all)"),
        StubLibrary => ("is the stub that programs are linked with, no driver", "take the toolkit's folder of stubs out of LD_LIBRARY_PATH, and install NVIDIA's driver"),
        SystemNotReady => ("says that the system is not ready", "where GPUs are joined by NVSwitch, start its manager: systemctl start nvidia-fabricmanager"),
        SystemDriverMismatch => ("is of another version than the kernel's module", "restart the machine: the driver was updated since it started"),
        CompatNotSupported => ("is a package for forward compatibility that this GPU does not take", "take its folder (cuda/compat) out of LD_LIBRARY_PATH"),
        _ => ($"does not start: CUDA error {code}", "see with nvidia-smi whether the driver is in order; restarting the machine or installing the driver again may help"),
    };
}
