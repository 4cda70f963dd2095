using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>What a driver tells of a kernel that it loaded.</summary>
internal static unsafe class DriverFacts
{
    // CUfunction_attribute and cl_kernel_work_group_info of the vendors' headers.
    private const int CudaLocalBytes = 3, CudaRegisters = 4;
    private const int OpenClPrivateBytes = 0x11B4;

    // cuFuncGetAttribute(int* value, CUfunction_attribute, CUfunction), which ILGPU does not bind.
    private static readonly Lazy<nint> CudaAttribute = new(() =>
        DriverLibraries.Find("cuda") is { } name && NativeLibrary.TryLoad(name, out var library)
        && NativeLibrary.TryGetExport(library, "cuFuncGetAttribute", out var function) ? function : 0);

    /// <summary>The registers and the bytes of local memory of a thread; null for what the driver doesn't tell.</summary>
    public static (int? Registers, int? LocalBytes) Of(Kernel kernel)
    {
        try
        {
            return kernel switch
            {
                CudaKernel cuda => (Cuda(cuda, CudaRegisters), Cuda(cuda, CudaLocalBytes)),
                CLKernel cl => (null, OpenCl(cl)),
                _ => (null, null),
            };
        }
        catch (AcceleratorException)
        {
            return (null, null);
        }
    }

    private static int? Cuda(CudaKernel kernel, int attribute)
    {
        if (CudaAttribute.Value == 0) return null;
        // The asking thread need not be one that launches.
        kernel.Accelerator.Bind();
        int value;
        return ((delegate* unmanaged<int*, int, nint, int>)CudaAttribute.Value)(&value, attribute, kernel.FunctionPtr) == 0 ? value : null;
    }

    private static int? OpenCl(CLKernel kernel)
    {
        // Where the CPU computes there are no such registers, and PoCL tells 1024 bytes of any kernel.
        if (!((CLAccelerator)kernel.Accelerator).DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU)) return null;
        var device = ((CLAccelerator)kernel.Accelerator).DeviceId;
        return (int)CLAPI.CurrentAPI.GetKernelWorkGroupInfo<ulong>(kernel.KernelPtr, device, (CLKernelWorkGroupInfoType)OpenClPrivateBytes);
    }
}
