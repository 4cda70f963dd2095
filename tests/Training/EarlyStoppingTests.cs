using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>A run ends when its measure has not got better for so many epochs.</summary>
public sealed class EarlyStoppingTests
{
    private const double NaN = double.NaN;

    [Theory]
    [InlineData(2, Better.Lower, 0.0, new[] { 3, 2, 2, 1, 1.5, 1 }, 6, 1.0)]
    [InlineData(2, Better.Higher, 0.0, new[] { 0.1, 0.5, 0.4, 0.5 }, 4, 0.5)]
    [InlineData(1, Better.Higher, 0.0, new[] { 0.1, 0.2, 0.2 }, 3, 0.2)]
    [InlineData(2, Better.Lower, 0.1, new[] { 1, 0.95, 0.91 }, 3, 1.0)]
    [InlineData(2, Better.Lower, 0.1, new[] { 1, 0.95, 0.89, 0.8, 0.8 }, 5, 0.89)]
    [InlineData(2, Better.Lower, 0.0, new[] { 1, NaN, NaN }, 3, 1.0)]
    [InlineData(2, Better.Higher, 0.0, new[] { NaN, 0.1, 0.05, NaN }, 4, 0.1)]
    public void It_stops_after_so_many_values_that_are_no_better(int patience, Better better, double improvement, double[] values, int stop, double best)
    {
        var stopping = new EarlyStopping(patience, better, improvement);
        var reports = 0;
        while (!stopping.ShouldStop) stopping.Report(values[reports++]);
        Assert.Equal((stop, best, patience), (reports, stopping.Best, stopping.Waited));
    }

    [Fact]
    public void A_report_says_whether_it_is_the_best()
    {
        var stopping = new EarlyStopping(5, Better.Higher);
        Assert.Equal([true, false, false, true], new[] { 0.2, 0.2, 0.1, 0.3 }.Select(stopping.Report));
    }

    [Fact]
    public void A_trainer_heeds_it_and_a_resumed_run_ends_at_the_same_epoch()
    {
        using var folder = new Serialization.TemporaryFolder();
        double[] losses = [5, 4, 4.5, 3, 3.5, 3.2, 3.1, 1, 0];
        var whole = Run(folder["whole"], losses);
        whole.Fit(9, epoch => Blobs.Epoch(epoch, Device.Cpu));
        Assert.Equal(7, whole.Epoch);

        for (var cut = 1; cut <= 7; cut++)
        {
            var first = Run(folder["cut"], losses);
            first.Fit(cut, epoch => Blobs.Epoch(epoch, Device.Cpu));
            var resumed = Run(folder["cut"], losses);
            Checkpoint.Load(folder["cut"], resumed);
            resumed.Fit(9, epoch => Blobs.Epoch(epoch, Device.Cpu));
            Assert.Equal(7, resumed.Epoch);
            Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["cut"]));
        }
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains("patience of 0", Assert.Throws<UsageException>(() => new EarlyStopping(0)).Message);
        Assert.Throws<UsageException>(() => new EarlyStopping(1, minimumImprovement: -1));
        Assert.Throws<UsageException>(() => new EarlyStopping(1, minimumImprovement: NaN));
    }

    private static Trainer Run(string path, double[] losses)
    {
        var model = new Mlp(dropout: 0.3).Initialize(1);
        var stopping = new EarlyStopping(3);
        Trainer? trainer = null;
        return trainer = new(model, (y, t) => y.CrossEntropy(t), new Sgd(model, 0.1))
        {
            EarlyStopping = stopping,
            EpochEnded = epoch =>
            {
                stopping.Report(losses[epoch.Epoch - 1]);
                Checkpoint.Save(path, trainer!);
            },
        };
    }
}
