using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>A function whose large terms cancel rounds more than its results show; what it rounds is measured before a gradient is called wrong for it.</summary>
public sealed class FunctionNoiseTests
{
    private static IReadOnlyList<Tensor> Cancelling(IReadOnlyList<Tensor?> xs) => [xs[0]! + 1e3 - 1e3 - xs[0]!, 3 * xs[1]!];

    private static Tensor?[] Inputs(ulong seed) => [Ops.Given.Random([20], seed), Ops.Given.Random([20], seed + 1000)];

    [Fact]
    public void The_rounding_of_a_sum_is_measured()
    {
        // x + 10⁶ is rounded to multiples of 2⁻³³: uniform errors, σ = 2⁻³³ / √12.
        var noise = FunctionNoise.Of(t => [0.3 + t + 1e6 - 1e6, t * t * t], [0.3 + 1e6 - 1e6, 0], [1, 1], 1e-2);
        Assert.InRange(noise, Math.Pow(2, -33) / Math.Sqrt(12) / 3, Math.Pow(2, -33) / Math.Sqrt(12) * 3);
        Assert.InRange(FunctionNoise.Of(t => [Math.Sin(t)], [0], [1], 1e-2), 0, 1e-16);
    }

    [Fact]
    public void A_gradient_of_zero_is_not_called_wrong_for_what_is_left_of_terms_that_cancel()
    {
        for (var seed = 1ul; seed <= 30; seed++)
        {
            var checker = new GradientChecker { Seed = seed, Diagnose = false };
            foreach (var budget in (CheckBudget[])[new(), new() { MostElements = 1, SampledElements = 1, Projections = 10 }])
            {
                var report = (checker with { Budget = budget }).Check("x − x", Cancelling, Inputs(seed));
                Assert.True(report.IsOk, report.ToString());
            }
        }
    }

    [Fact]
    public void Nor_is_that_of_a_normalization_of_single_values()
    {
        // x̂ = (x − mean)·r = 0, but not quite where it is x·r − mean·r; random draws of shapes found these seeds.
        ulong[] seeds = [760637, 226719, .. Enumerable.Range(1, 20).Select(i => (ulong)i)];
        foreach (var sample in (OpSample[])[new(new GroupNormOp(2), new OpInput([1, 2]), null, null), new(new LayerNormOp([1]), new OpInput([2, 1]), null, null)])
            foreach (var seed in seeds)
            {
                var report = new GradientChecker { Seed = seed, Diagnose = false }.CheckSecondOrder(sample, Device.Cpu);
                Assert.True(report.IsOk, report.ToString());
            }
    }

    [Fact]
    public void A_small_gradient_that_is_missing_is_still_found()
    {
        var report = new GradientChecker().Check("small", xs => [1e-8 * xs[0]!.Detach() * 1 + (xs[0]! - xs[0]!), 3 * xs[1]!], Inputs(1));
        Assert.Equal(20, report.Tensors[0].Findings.Count(f => f.Verdict == Verdict.Wrong));
    }
}
