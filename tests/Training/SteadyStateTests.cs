using NeuralCore.Memory;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>Tests that read the arena's counters: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(ArenaCounters), DisableParallelization = true)]
public sealed class ArenaCounters;

/// <summary>A training step in its steady state takes no new memory, and everything it takes it gives back.</summary>
[Collection(nameof(ArenaCounters))]
public sealed class SteadyStateTests
{
    [Fact]
    public void A_step_takes_nothing_new_and_gives_everything_back()
    {
        var model = new Mlp(dropout: 0.3).Initialize(1);
        var batch = Blobs.Draw(64, 1, Device.Cpu);
        List<(long InUse, long Reserved, long Garbage)> steps = [];
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), new Adam(model));
        trainer.Fit(3, _ => [batch]);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        // No finalizer may help: between here and the end no collection must be needed.
        for (var epoch = 4; epoch < 24; epoch++)
        {
            var garbage = GC.GetAllocatedBytesForCurrentThread();
            trainer.Fit(epoch, _ => [batch]);
            steps.Add((Arena.Host.BytesInUse, Arena.Host.BytesReserved, GC.GetAllocatedBytesForCurrentThread() - garbage));
        }

        TestContext.Current.SendDiagnosticMessage("garbage per step: {0} bytes", steps[^1].Garbage);
        // The loss's running mean takes 64 bytes anew each epoch.
        Assert.All(steps, s => Assert.InRange(s.InUse - steps[0].InUse, 0, 20 * 64));
        Assert.All(steps, s => Assert.Equal(steps[0].Reserved, s.Reserved));
        Assert.InRange(steps[^1].Garbage, 0, 64 << 10);
    }

    [Fact]
    public void Scoring_without_gradients_gives_everything_back()
    {
        var model = new Mlp().Initialize(1);
        var batch = Blobs.Draw(64, 1, Device.Cpu);
        Evaluation.Run(model, [batch], []);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Arena.Host.BytesInUse;
        for (var i = 0; i < 10; i++) Evaluation.Run(model, [batch, batch], []);
        Assert.Equal(before, Arena.Host.BytesInUse);
    }

    [Fact]
    public void Building_and_summarizing_a_large_model_takes_no_memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Arena.Host.BytesInUse;
        Sequential model = [new Linear(4096, 4096), new Relu(), new Linear(4096, 1000)];
        var summary = ModelSummary.Of(model, [8, 4096]);
        Assert.Equal(before, Arena.Host.BytesInUse);
        Assert.Equal((4096 + 1000) * 4097, summary.Parameters);
    }
}
