using NeuralCore.Autograd;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>A run whose loss or gradients leave the finite numbers stops before it is spoilt, and says what began it.</summary>
public sealed class DivergenceTests
{
    private static Trainer Run(NeuralCore.Nn.Module model, double rate = 0.1, Func<Tensor, Tensor, Tensor>? loss = null, int every = 1) =>
        new(model.Initialize(1), loss ?? ((y, t) => y.CrossEntropy(t)), new Sgd(model, rate)) { DivergenceCheckEvery = every };

    private static Dictionary<string, float[]> State(Trainer trainer) => trainer.Model.StateDict().ToDictionary(s => s.Key, s => s.Value.ToArray<float>());

    // Diverges in the second epoch's second step, by way of its data.
    private static IEnumerable<Batch> Spoilt(int epoch, float value)
    {
        foreach (var (step, batch) in Blobs.Epoch(epoch, Device.Cpu).Index())
            yield return (epoch, step) == (1, 1) ? batch with { Input = batch.Input.Fill(value) } : batch;
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_as_it_stood_after_the_last_good_step()
    {
        var good = Run(new Mlp(dropout: 0.3));
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => good.Fit(2, epoch => Spoilt(epoch, 0).Select((batch, step) =>
        {
            if ((epoch, step) == (1, 0)) source.Cancel();
            return batch;
        }), source.Token));

        var spoilt = Run(new Mlp(dropout: 0.3));
        var error = Assert.Throws<DivergedException>(() => spoilt.Fit(2, epoch => Spoilt(epoch, float.NaN)));
        Assert.Equal("the training diverged in epoch 2 at step 2: the loss is NaN; the batch's input [16, 8] holds NaN: look at the data", error.Message);
        Assert.Equal((1, 1), (spoilt.Epoch, spoilt.StepInEpoch));
        // Weights and running statistics; and dropout goes on where it would have.
        Assert.Equal(State(good), State(spoilt));
        Assert.Equal(Offset(good), Offset(spoilt));
        Assert.All(spoilt.Model.Parameters(), p => Assert.Null(p.Grad));
    }

    [Fact]
    public void The_first_operation_and_its_module_are_named()
    {
        // Values that a float holds and their squares do not.
        var trainer = Run(new Squares());
        var error = Assert.Throws<DivergedException>(() => trainer.Fit(1, _ => [Blobs.Draw(4, 1, Device.Cpu) is var b ? b with { Input = b.Input.Fill(1e25) } : b]));
        Assert.StartsWith("the training diverged in epoch 1 at step 1: the loss is NaN; Squares.inner: Square of [4, 4] is the first operation whose result is not finite: it holds ∞; a lower learning rate", error.Message);
    }

    [Fact]
    public void Gradients_that_are_not_finite_under_a_finite_loss_stop_it_too()
    {
        var trainer = Run(new Roots());
        var before = State(trainer);
        var error = Assert.Throws<DivergedException>(() => trainer.Fit(1, _ => [Blobs.Draw(4, 1, Device.Cpu)]));
        Assert.Contains("at step 1: the loss is 1.38629, but its gradients hold NaN; Roots.inner: in the backward pass of Sqrt: ", error.Message);
        Assert.Equal(before, State(trainer));
    }

    [Fact]
    public void A_parameter_that_was_spoilt_before_is_named()
    {
        var trainer = Run(new Mlp());
        trainer.Model.StateDict()["fc2.bias"].Fill(double.PositiveInfinity);
        Assert.Contains("Mlp.fc2.bias [4] held ∞ before it already: an earlier step was too large", Assert.Throws<DivergedException>(() => trainer.Fit(1, e => Blobs.Epoch(e, Device.Cpu))).Message);
    }

    [Fact]
    public void A_rate_that_is_far_too_high_is_told_at_the_step_it_shows()
    {
        var trainer = Run(new Mlp(), rate: 1e38);
        var error = Assert.Throws<DivergedException>(() => trainer.Fit(5, e => Blobs.Epoch(e, Device.Cpu)));
        Assert.Contains("the training diverged in epoch 1 at step", error.Message);
    }

    [Fact]
    public void Checks_may_be_rare_or_off_yet_no_checkpoint_takes_what_slipped_through()
    {
        foreach (var (every, step) in new[] { (2, "step 3"), (0, null) })
        {
            var trainer = Run(new Mlp(), every: every);
            var path = Path.Combine(Directory.CreateTempSubdirectory("neuralcore-diverged-").FullName, "last.safetensors");
            Checkpoint.Save(path, trainer);
            var (good, end) = (File.ReadAllBytes(path), default(DivergedException));
            try
            {
                // The second batch is spoilt, which a look at every second step misses.
                trainer.Fit(1, epoch => Blobs.Epoch(epoch, Device.Cpu).Select((b, i) => i == 1 ? b with { Input = b.Input.Fill(double.NaN) } : b));
            }
            catch (DivergedException error)
            {
                end = error;
            }
            if (step is null) Assert.Null(end);
            else Assert.Contains($"{step}: the loss is NaN; Mlp.fc1.weight [32, 8] held NaN before", end!.Message);

            var refused = Assert.Throws<DivergedException>(() => Checkpoint.Save(path, trainer));
            Assert.Contains($"{path} was not written: fc1.weight [32, 8] holds NaN", refused.Message);
            Assert.Equal(good, File.ReadAllBytes(path));
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public void Watching_changes_no_bit()
    {
        var (watched, unwatched) = (Run(new Mlp(dropout: 0.3)), Run(new Mlp(dropout: 0.3), every: 0));
        foreach (var trainer in (Trainer[])[watched, unwatched]) trainer.Fit(2, e => Blobs.Epoch(e, Device.Cpu));
        Assert.Equal(State(unwatched), State(watched));
    }

    private static ulong Offset(Trainer trainer) => trainer.Model.Modules().OfType<Dropout>().Single().Generator!.Offset;

    private sealed class Squares : NeuralCore.Nn.Module
    {
        private readonly Linear _fc = new(8, 4);
        private readonly Square _inner = new();

        protected override Tensor Compute(Tensor x) => _inner.Forward(_fc.Forward(x));
    }

    private sealed class Square : NeuralCore.Nn.Module
    {
        protected override Tensor Compute(Tensor x) => x.Square();
    }

    private sealed class Roots : NeuralCore.Nn.Module
    {
        private readonly Linear _fc = new(8, 4);
        private readonly Root _inner = new();

        protected override Tensor Compute(Tensor x) => _inner.Forward(_fc.Forward(x));
    }

    // √0 · 0: the value is finite, its derivative 0 · ∞ is not.
    private sealed class Root : NeuralCore.Nn.Module
    {
        protected override Tensor Compute(Tensor x) => (x * 0).Sqrt() * 0;
    }
}
