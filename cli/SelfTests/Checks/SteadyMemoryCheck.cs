using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>A thousand training steps take no more of the device's memory than the first fifty.</summary>
/// <param name="steps">How many: at least 200, so that the smallest leak is more than what is kept.</param>
/// <param name="training">Starts a training on a device; each call of what it gives is a step, whose loss comes back.</param>
internal sealed class SteadyMemoryCheck(int steps, Func<Device, Func<double>> training) : ISelfCheck
{
    private const int Warm = 50;

    // What the engine keeps for later, up to a bound: an optimizer's tables of where its tensors lie. A leak would be at
    // least a step's smallest tensor, for which a GPU's allocator takes 256 bytes.
    private const int KeptBytes = 32 << 10;

    /// <summary>A thousand steps of a small network.</summary>
    public SteadyMemoryCheck() : this(1000, SmallTraining.On)
    {
    }

    /// <inheritdoc/>
    public string Name => "steady memory";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        var step = training(stand.Device);
        var (before, loss) = (default(MemoryUse), 0.0);
        foreach (var i in stand.Walk([.. Enumerable.Range(0, steps)]))
        {
            if (i == Warm) before = Settled(stand.Device);
            loss = step();
        }
        var after = Settled(stand.Device);
        List<string> failures = [];
        if (after.BytesInUse > before.BytesInUse + KeptBytes) failures.Add($"{after.BytesInUse:n0} bytes are in use after {steps} steps, {before.BytesInUse:n0} after {Warm}");
        if (after.BytesReserved > before.BytesReserved + KeptBytes) failures.Add($"{after.BytesReserved:n0} bytes are taken after {steps} steps, {before.BytesReserved:n0} after {Warm}");
        if (!double.IsFinite(loss)) failures.Add($"the loss is {loss} after {steps} steps");
        return CheckResult.Of($"{ByteText.Of(before.BytesInUse)} in use and {ByteText.Of(before.BytesReserved)} taken from the device after {Warm} steps, {ByteText.Of(after.BytesInUse)} and {ByteText.Of(after.BytesReserved)} after {steps}", failures, []);
    }

    // What nobody refers to any more waits for its finalizer, here from earlier checks too.
    private static MemoryUse Settled(Device device)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        device.Backend(ElementType.Float32).Synchronize();
        return device.Memory;
    }
}
