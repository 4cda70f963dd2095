using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>A thousand training steps take no more of the device's memory than the first fifty.</summary>
internal sealed class SteadyMemoryCheck : ISelfCheck
{
    // What the engine keeps for later, up to a bound: an optimizer's tables of where its tensors lie. A leak would be the
    // smallest tensor, 256 bytes, at least a step.
    private const int KeptBytes = 32 << 10;

    /// <inheritdoc/>
    public string Name => "steady memory";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        var (warm, steps) = (50, stand.IsInterpreted ? 400 : 1000);
        var model = new Sequential(
            new Conv2d(1, 8, 3, padding: 1), new BatchNorm(8), new Relu(), new MaxPool(2), new Flatten(), new Linear(8 * 4 * 4, 5))
            .Initialize(1).To(stand.Device).Train();
        var optimizer = new Adam(model, 1e-3);
        var generator = new Generator(2, Generator.Streams.Data);
        var (before, loss) = (default(MemoryUse), 0.0);
        for (var i = 0; i < steps; i++)
        {
            stand.Cancellation.ThrowIfCancellationRequested();
            if (i == warm) before = Settled(stand.Device);
            loss = Step(model, optimizer, generator, stand.Device);
        }
        var after = Settled(stand.Device);
        List<string> failures = [];
        if (after.BytesInUse > before.BytesInUse + KeptBytes) failures.Add($"{after.BytesInUse:n0} bytes are in use after {steps} steps, {before.BytesInUse:n0} after {warm}");
        if (after.BytesReserved > before.BytesReserved + KeptBytes) failures.Add($"{after.BytesReserved:n0} bytes are taken after {steps} steps, {before.BytesReserved:n0} after {warm}");
        if (!double.IsFinite(loss)) failures.Add($"the loss is {loss} after {steps} steps");
        return CheckResult.Of($"{ByteText.Of(before.BytesInUse)} in use and {ByteText.Of(before.BytesReserved)} taken from the device after {warm} steps, {ByteText.Of(after.BytesInUse)} and {ByteText.Of(after.BytesReserved)} after {steps}", failures, []);
    }

    // What nobody refers to any more waits for its finalizer, here from earlier checks too.
    private static MemoryUse Settled(Device device)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        device.Backend(ElementType.Float32).Synchronize();
        return device.Memory;
    }

    private static double Step(Module model, Optimizer optimizer, Generator generator, Device device)
    {
        using var scope = new MemoryScope();
        optimizer.ZeroGrad();
        var x = Tensor.Normal([16, 1, 8, 8], generator, device: device);
        var targets = Tensor.From([.. Enumerable.Range(0, 16).Select(n => n % 5L)], [16], device);
        var loss = model.Forward(x).CrossEntropy(targets);
        loss.Backward();
        optimizer.Step();
        return loss.Item();
    }
}
