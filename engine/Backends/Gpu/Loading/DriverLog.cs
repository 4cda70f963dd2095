using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>What a driver says of a kernel that it does not compile; ILGPU drops it, so the driver is asked again.</summary>
internal static class DriverLog
{
    private const int MostLines = 4;

    /// <summary>The first lines of the driver's log that tell something, in one line; empty where it says nothing.</summary>
    public static string Of(Accelerator accelerator, CompiledKernel kernel)
    {
        try
        {
            return FirstLines((accelerator, kernel) switch
            {
                (CLAccelerator device, CLCompiledKernel cl) => OpenCl(device, cl),
                (CudaAccelerator, PTXCompiledKernel ptx) => Cuda(ptx),
                _ => "",
            });
        }
        catch (Exception)
        {
            // The error that led here is the one to tell.
            return "";
        }
    }

    /// <summary>The first lines of a log that name an error, or without such the first lines.</summary>
    /// <remarks>ILGPU gives CUDA's log as the whole buffer that it lies in, of which it ends at the first zero.</remarks>
    internal static string FirstLines(string log)
    {
        string[] lines = [.. log.Split('\0')[0].Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        string[] errors = [.. lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase) && !line.Contains("generated", StringComparison.Ordinal))];
        return string.Join(" | ", (errors.Length > 0 ? errors : lines).Take(MostLines));
    }

    private static string OpenCl(CLAccelerator accelerator, CLCompiledKernel kernel)
    {
        CLKernel.LoadKernel(accelerator, kernel.Name, kernel.Source, kernel.CVersion, out _, out _, out var log);
        return log ?? "";
    }

    private static string Cuda(PTXCompiledKernel kernel)
    {
        CudaAPI.CurrentAPI.LoadModule(out _, kernel.PTXAssembly, out string? log);
        return log ?? "";
    }
}
