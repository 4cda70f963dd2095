using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>The average follows its formula, lends itself to the model and gives everything back.</summary>
public sealed class WeightAverageTests
{
    private static (Mlp Model, WeightAverage Average, Trainer Trainer) Run(double decay, Action<StepReport>? stepEnded = null)
    {
        var model = new Mlp(dropout: 0.3).Initialize(1);
        var average = new WeightAverage(model, decay);
        return (model, average, new(model, (y, t) => y.CrossEntropy(t), new Sgd(model, 0.1)) { Average = average, StepEnded = stepEnded });
    }

    private static Dictionary<string, double[]> State(Mlp model) => model.StateDict().ToDictionary(s => s.Key, s => s.Value.ToArray<double>());

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.25)]
    [InlineData(0)]
    public void Weights_and_running_statistics_are_averaged_with_a_decay_that_warms_up(double decay)
    {
        Mlp? model = null;
        Dictionary<string, double[]>? expected = null;
        var updates = 0;
        (model, var average, var trainer) = Run(decay, _ =>
        {
            var now = State(model!);
            var d = Math.Min(decay, (1.0 + updates) / (10.0 + updates));
            expected = updates++ == 0 ? now : now.ToDictionary(s => s.Key, s => s.Value.Zip(expected![s.Key], (w, a) => d * a + (1 - d) * w).ToArray());
        });
        trainer.Fit(4, e => Blobs.Epoch(e, Device.Cpu));
        Assert.Equal(12, average.Updates);

        var trained = State(model);
        using (average.Applied())
        {
            var applied = State(model);
            Assert.Contains("bn.running_mean", applied.Keys);
            Assert.All(applied, s => Assert.Equal(expected![s.Key], s.Value, (a, b) => Math.Abs(a - b) <= 1e-6));
        }
        Assert.Equal(trained, State(model));
        if (decay > 0) Assert.NotEqual(trained, expected);
    }

    [Fact]
    public void What_is_evaluated_in_the_scope_are_the_averages_and_training_goes_on_with_the_weights()
    {
        var batch = Blobs.Draw(16, 9, Device.Cpu);
        var (model, average, trainer) = Run(0.99);
        var plain = Run(0.99).Model;
        trainer.Fit(2, e => Blobs.Epoch(e, Device.Cpu));
        double Loss()
        {
            var loss = new MeanLoss((y, t) => y.CrossEntropy(t));
            Evaluation.Run(model, [batch], [loss]);
            return loss.Value;
        }
        var before = Loss();
        double averaged;
        using (average.Applied()) averaged = Loss();
        Assert.NotEqual(before, averaged);
        Assert.Equal(before, Loss());

        // A run that never looked at its average, nor had one, ends with the same weights.
        trainer.Fit(3, e => Blobs.Epoch(e, Device.Cpu));
        new Trainer(plain, (y, t) => y.CrossEntropy(t), new Sgd(plain, 0.1)).Fit(3, e => Blobs.Epoch(e, Device.Cpu));
        Assert.Equal(State(plain), State(model));
    }

    [Fact]
    public void While_it_is_applied_it_cannot_be_changed_or_saved()
    {
        var (_, average, trainer) = Run(0.99);
        Assert.Contains("empty", Assert.Throws<UsageException>(average.Applied).Message);
        trainer.Fit(1, e => Blobs.Epoch(e, Device.Cpu));
        using (var scope = average.Applied())
        {
            Assert.Throws<UsageException>(average.Update);
            Assert.Throws<UsageException>(average.Applied);
            Assert.Contains("stand in the place", Assert.Throws<UsageException>(() => Checkpoint.Save("nowhere/last.safetensors", trainer)).Message);
            scope.Dispose();
            scope.Dispose();   // a second time does nothing
        }
        average.Applied().Dispose();
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_decay_outside_its_range_is_refused(double decay) =>
        Assert.Throws<UsageException>(() => new WeightAverage(new Mlp(), decay));

    [Fact]
    public void A_model_that_moves_takes_its_average_along()
    {
        var (model, average, trainer) = Run(0.9);
        trainer.Fit(1, e => Blobs.Epoch(e, Device.Cpu));
        Dictionary<string, double[]> here;
        using (average.Applied()) here = State(model);
        model.To(ElementType.Float64);
        using (average.Applied())
        {
            Assert.Equal(here, State(model));
            Assert.All(model.StateDict().Values, t => Assert.Equal(ElementType.Float64, t.Type));
        }
    }
}
