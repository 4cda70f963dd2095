using System.Globalization;
using NeuralCore.Cli.SelfTests.Measuring;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>How long a kernel takes that does next to nothing.</summary>
internal sealed class LatencyCheck : ISelfCheck
{
    private const int Launches = 1000;

    /// <inheritdoc/>
    public string Name => "launch latency";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        if (stand.IsInterpreted) return CheckResult.Skip("an interpreter's speed says nothing of a device's");
        var backend = stand.Device.Backend(ElementType.Float32);
        var x = Tensor.Zeros([1], device: stand.Device);
        var queued = Enumerable.Range(0, 5).Min(_ => Timing.Batch(stand, () => backend.Fill(x.View, 1), Launches)) / Launches;
        var waited = Enumerable.Range(0, 100).Min(_ => Timing.Batch(stand, () => backend.Fill(x.View, 1), 1));
        return new(CheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture,
            $"{1e6 * queued:f1} µs a launch in a queue of {Launches:n0}, {1e6 * waited:f1} µs for one and the wait for it"));
    }
}
