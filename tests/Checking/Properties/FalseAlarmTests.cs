using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>The checker says nothing against gradients that are right, whatever the values, cotangents and directions it happens to draw.</summary>
public sealed class FalseAlarmTests(ITestOutputHelper output)
{
    private void Check(ulong baseSeed, int draws, bool secondOrder)
    {
        var outcome = new DrawnSamples(baseSeed, secondOrder).Run(draws);
        output.WriteLine(
            $"{draws} draws of {outcome.Drawn.Count} ops, {outcome.Drawn.Values.Min()} to {outcome.Drawn.Values.Max()} of each; "
            + $"{outcome.Elements} derivatives, {outcome.Kinks} at kinks, {outcome.Noise} too uncertain; {outcome.Alarms.Count} false alarms");
        Assert.Equal(OpRegistry.All.Count, outcome.Drawn.Count);
        Assert.True(outcome.Alarms.Count == 0, $"{outcome.Alarms.Count} false alarms in {draws} draws\n{string.Join('\n', outcome.Alarms.Take(5))}");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Three_hundred_draws_of_op_sample_and_seed_give_no_false_alarm(bool secondOrder) => Check(baseSeed: 1, draws: 300, secondOrder);

    [Theory, Trait("Category", "Long")]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void Ten_thousand_draws_of_op_sample_and_seed_give_no_false_alarm(ulong baseSeed, bool secondOrder) => Check(baseSeed, draws: 10_000, secondOrder);
}
