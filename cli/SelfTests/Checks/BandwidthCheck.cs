using System.Globalization;
using NeuralCore.Cli.SelfTests.Measuring;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>How many bytes a second go through the device's memory, and to and from it.</summary>
internal sealed class BandwidthCheck : ISelfCheck
{
    private const int LargestElements = 64 << 20;

    /// <inheritdoc/>
    public string Name => "bandwidth";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        if (stand.IsInterpreted) return CheckResult.Skip("an interpreter's speed says nothing of a device's");
        var elements = (int)Math.Min(LargestElements, stand.Info!.MemoryBytes / 32);
        var backend = stand.Device.Backend(ElementType.Float32);
        var (x, y) = (Tensor.Zeros([elements], device: stand.Device), Tensor.Zeros([elements], device: stand.Device));
        var host = new float[elements];
        double bytes = 4.0 * elements, seconds = 0.5;
        var within = 2 * bytes / Timing.Best(stand, () => backend.Copy(x.View, y.View), seconds) / 1e9;
        var to = bytes / Timing.Best(stand, () => backend.Upload<float>(host, x.View), seconds) / 1e9;
        var from = bytes / Timing.Best(stand, () => backend.Download<float>(x.View, host), seconds) / 1e9;
        return new(CheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture,
            $"{within:f1} GB/s within the device (read and written), {to:f1} to it, {from:f1} from it, with {ByteText.Of((long)bytes)}"));
    }
}
