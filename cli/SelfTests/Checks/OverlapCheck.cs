using System.Globalization;
using NeuralCore.Cli.SelfTests.Measuring;
using NeuralCore.Ops;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>How much of a batch's way to the device hides behind the work on the batch before.</summary>
internal sealed class OverlapCheck : ISelfCheck
{
    private const int Batches = 8, Elements = 4 << 20;

    /// <inheritdoc/>
    public string Name => "copying while computing";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        if (stand.IsInterpreted) return CheckResult.Skip("an interpreter's speed says nothing of a device's");
        var backend = stand.Device.Backend(ElementType.Float32);
        var (batch, host) = (Tensor.Zeros([Elements], device: stand.Device), new float[Elements]);
        using var slot = backend.TryTakeUploadSlot(sizeof(float) * Elements);

        // As a loader does it: the next batch sets out before a step is queued, and the step's end is waited for.
        void Around(Action step)
        {
            slot?.Begin<float>(host);
            step();
            if (slot is null) backend.Upload<float>(host, batch.View);
            backend.Synchronize();
            slot?.Finish(batch.View);
        }
        void Copy() => Around(() => { });

        // As much work as copying takes, so that either could hide behind the other.
        var weights = Tensor.Uniform([256, 256], new Generator(1), -1, 1, device: stand.Device);
        var copy = Best(stand, Copy);
        var products = (int)Math.Clamp(copy / Timing.Best(stand, () => weights.MatMul(weights), 0.1), 1, 10_000);
        void Compute()
        {
            for (var i = 0; i < products; i++) weights.MatMul(weights);
        }
        var compute = Best(stand, () =>
        {
            Compute();
            backend.Synchronize();
        });
        var both = Best(stand, () => Around(Compute));
        var hidden = Math.Clamp((copy + compute - both) / Math.Min(copy, compute), 0, 1);
        return new(CheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture,
            $"{100 * hidden:f0} % hidden: {1e3 * copy:f1} ms of copying and {1e3 * compute:f1} ms of computing take {1e3 * both:f1} ms together{(stand.Info!.IsGpu ? "" : "; this device computes on the CPU, which copies too")}"));
    }

    private static double Best(SelfTestStand stand, Action work) =>
        Enumerable.Range(0, 4).Min(_ => Timing.Batch(stand, work, Batches)) / Batches;
}
