using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>Where inputs reach the loss directly as well, the gradient is a sum, and its summands' rounding is what may be held against it.</summary>
public sealed class FanOutTests
{
    // Off by half of what the tolerance allows.
    private static readonly PlantedOp AlmostRight = new(xs => xs[0]! * 1, (xs, dy) => [dy * (1 + 0.5e-9)]);

    private static GradientReport Check(PlantedOp op, Shape shape, ulong seed, CheckBudget budget) =>
        new GradientChecker { FanOut = true, Seed = seed, Budget = budget, Diagnose = false }.Check(op, [Ops.Given.Random(shape)]);

    [Fact]
    public void A_gradient_that_the_direct_way_nearly_cancels_is_judged_by_what_it_was_before()
    {
        for (var seed = 1ul; seed <= 5; seed++)
        {
            var report = Check(AlmostRight, [200], seed, new());
            Assert.True(report.IsOk, report.ToString());
        }
    }

    [Fact]
    public void So_is_a_random_direction()
    {
        for (var seed = 1ul; seed <= 20; seed++)
        {
            var report = Check(AlmostRight, [3], seed, new() { MostElements = 1, SampledElements = 1, Projections = 20 });
            Assert.True(report.IsOk, report.ToString());
        }
    }

    [Fact]
    public void A_gradient_that_is_off_by_more_than_the_tolerance_is_wrong_all_the_same()
    {
        var report = Check(new(xs => xs[0]! * 1, (xs, dy) => [dy * (1 + 2e-8)]), [20], 1, new());
        Assert.InRange(report.Findings.Count(f => f.Verdict == Verdict.Wrong), 15, 20);
    }
}
