using NeuralCore.Optim;

namespace NeuralCore.Tests.Optim;

/// <summary>Schedules follow one another as PyTorch's do, and no number of steps makes a rate of nothing.</summary>
public sealed class ScheduleTests
{
    private static double[] Rates(Schedule schedule, int count, double baseRate = 0.1) => [.. Enumerable.Range(0, count).Select(step => schedule.Rate(step, baseRate))];

    /// <summary>The rates of SequentialLR of LinearLR and CosineAnnealingLR or StepLR in PyTorch 1.13.</summary>
    [Fact]
    public void A_warm_up_then_a_cosine_over_the_rest()
    {
        AssertClose(
            [0.025, 0.04375, 0.0625, 0.08125, 0.1, 0.09336825748732973, 0.07525, 0.0505, 0.02575, 0.007631742512670284, 0.001],
            Rates(new LinearWarmup(4, 0.25, new CosineAnnealing(6, 0.001)), 11));
        AssertClose(
            [0.025, 0.04375, 0.0625, 0.08125, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.0125],
            Rates(new LinearWarmup(4, 0.25, new StepDecay(2, 0.5)), 11));
        Assert.Equal(Rates(new CosineAnnealing(6), 7), Rates(new LinearWarmup(0, 0.25, new CosineAnnealing(6)), 7));
    }

    [Fact]
    public void Schedules_that_are_equal_by_value_are_equal() =>
        Assert.Equal(new LinearWarmup(4, 0.25, new CosineAnnealing(6)), new LinearWarmup(4, 0.25, new CosineAnnealing(6)));

    [Fact]
    public void One_cycle_of_any_length_keeps_its_rate_between_its_ends()
    {
        foreach (var rise in (double[])[0, 0.1, 0.3, 0.5, 1])
            for (var steps = 1; steps <= 40; steps++)
            {
                var rates = Rates(new OneCycle(0.5, steps, rise), steps + 5);
                Assert.All(rates, rate => Assert.InRange(rate, 0.5 / 25 / 1e4 - 1e-15, 0.5 + 1e-15));
                Assert.Equal(0.5 / 25 / 1e4, rates[^1], 1e-12);
            }
    }

    [Fact]
    public void Lengths_that_would_divide_by_nothing_are_refused()
    {
        Assert.Contains("the cosine's period is 0; expected at least 1", Assert.Throws<UsageException>(() => new CosineAnnealing(0)).Message);
        Assert.Throws<UsageException>(() => new StepDecay(0));
        Assert.Throws<UsageException>(() => new OneCycle(0.1, 0));
        Assert.Throws<UsageException>(() => new LinearWarmup(-1));
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }
}
