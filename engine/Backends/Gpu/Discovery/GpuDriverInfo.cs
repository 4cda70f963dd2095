namespace NeuralCore;

/// <summary>Whether a way to reach GPUs, CUDA or OpenCL, is open on this machine.</summary>
/// <param name="Api">The name: <c>CUDA</c> or <c>OpenCL</c>.</param>
/// <param name="Library">The library that was found, or looked for.</param>
/// <param name="Version">What it says of itself, if anything: <c>12.4</c>, or the names of the platforms.</param>
/// <param name="Devices">Its devices, those that cannot be used too; <c>cuda:n</c> is the n-th.</param>
/// <param name="Reason">Why there are none; null where there are.</param>
/// <param name="Remedy">What to do about <paramref name="Reason"/>.</param>
public sealed record GpuDriverInfo(string Api, string Library, string? Version, IReadOnlyList<GpuDeviceInfo> Devices, string? Reason = null, string? Remedy = null)
{
    /// <summary>Whether the driver is there and names a device.</summary>
    public bool IsPresent => Reason is null;
}
