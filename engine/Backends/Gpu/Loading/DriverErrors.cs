using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>Turns what ILGPU and the drivers throw into one clear error, and remembers when the device is lost.</summary>
/// <remarks>
/// Devices report the fault of a kernel later, at whatever call comes next, and go on failing from then on. So after an error
/// the device is asked whether it still answers; if not, every further call says again that it is lost, and why.
/// </remarks>
/// <param name="device">The device's name.</param>
/// <param name="probe">Waits for the device's work; throws if it does not answer.</param>
internal sealed class DriverErrors(string device, Action probe)
{
    private string? _lost;

    /// <summary>The last kernel that was queued, for messages: a fault that shows later is most likely its.</summary>
    public Type? LastKernel { get; set; }

    /// <summary>Throws if the device is lost.</summary>
    /// <exception cref="DeviceException">It is: says since when and why.</exception>
    public void ThrowIfLost()
    {
        if (_lost is not null) throw new DeviceException(_lost);
    }

    /// <summary>The error to throw for a failure of the driver.</summary>
    /// <param name="doing">What was tried: <c>a copy of 12 bytes to the device</c>.</param>
    /// <param name="error">What was thrown.</param>
    public DeviceException Report(string doing, Exception error)
    {
        if (error is DeviceException known) return known;
        if (_lost is not null) return new(_lost);
        var reason = $"{doing} failed: {Reason(error)}";
        try
        {
            probe();
        }
        catch (Exception silence)
        {
            var last = LastKernel is { } kernel ? $", the last kernel queued was {KernelName.Of(kernel)}" : "";
            _lost = $"the device {device} is lost: {reason}, and it does not answer any more ({Reason(silence)}){last}; its tensors are gone, those of the host are intact; start the program again to use it, from the last checkpoint";
            return new(_lost, error);
        }
        return new($"{device}: {reason}{(IsMemory(error) ? "; use a smaller batch, or end scopes earlier" : "")}", error);
    }

    /// <summary>A driver's error in a few words.</summary>
    public static string Reason(Exception error) => error.GetBaseException() switch
    {
        CLException cl => $"OpenCL says {cl.Error}",
        CudaException { Error: not "N/A" } cuda => $"CUDA says {cuda.Error} ({cuda.Message})",
        var other => other.Message,
    };

    /// <summary>Whether a driver says that memory is short.</summary>
    public static bool IsMemory(Exception error) => error.GetBaseException() switch
    {
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_OUT_OF_RESOURCES or CLError.CL_INVALID_BUFFER_SIZE,
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        OutOfMemoryException or OverflowException => true,
        _ => false,
    };
}
