using System.Globalization;
using System.Text.RegularExpressions;

namespace NeuralCore.Cli.SelfTests.Measuring;

/// <summary>How fast a device could multiply and add floats: lanes × clock × 2, where both are known.</summary>
internal static partial class PeakSpeed
{
    /// <summary>10⁹ floating operations a second, null where the driver tells too little.</summary>
    public static double? Gflops(GpuDeviceInfo? device)
    {
        if (device is not { ClockMegahertz: > 0 } || Architecture().Match(device.Version) is not { Success: true } match) return null;
        return 2e-3 * device.ComputeUnits * Lanes(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) * device.ClockMegahertz;
    }

    /// <summary>The words for a speed: how much of the peak it is, or nothing where that is unknown.</summary>
    public static string Share(GpuDeviceInfo? device, double gflops) => Gflops(device) is { } peak
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * gflops / peak:f0} %")
        : "not known";

    // NVIDIA's CUDA C++ Programming Guide, "Arithmetic Instructions": 32-bit multiply-adds per clock and multiprocessor.
    private static int Lanes(int architecture) => architecture is 60 or (>= 70 and <= 80) ? 64 : 128;

    [GeneratedRegex(@"sm_(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Architecture();
}
