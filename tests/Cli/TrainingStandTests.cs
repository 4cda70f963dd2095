using NeuralCore.Cli.Runs;

namespace NeuralCore.Tests.Cli;

/// <summary>The live line: everything where there is room, the most important where there is not.</summary>
public sealed class TrainingStandTests
{
    private static readonly TrainingStand Stand = new(3, 10, 4, 8, 0.51234, 0.87654, 1234.4, TimeSpan.FromSeconds(83));

    [Fact]
    public void Everything_stands_on_the_line() =>
        Assert.Equal("epoch 3/10  step 4/8  loss 0.5123  accuracy 87.65 %  1234 samples/s  01:23 left", Stand.ToString());

    [Fact]
    public void Hours_are_shown_where_there_are_any() =>
        Assert.EndsWith("25:01:02 left", (Stand with { Left = new TimeSpan(1, 1, 1, 2) }).ToString());

    [Fact]
    public void The_time_left_is_not_told_before_there_is_a_rate() =>
        Assert.EndsWith("samples/s", (Stand with { Left = null }).ToString());

    [Fact]
    public void No_width_is_exceeded_and_each_shows_what_it_can()
    {
        for (var width = 1; width <= 200; width++)
        {
            var (text, done, open) = Stand.Fit(width);
            Assert.InRange((text + done + open).Length, 1, width);
            if (width >= 10) Assert.StartsWith("epoch 3/10", text);
            if (width >= 24) Assert.Contains("loss", text);
            if (width >= 36) Assert.Contains("left", text);
            if (width >= 54) Assert.Contains("accuracy", text);
            if (width >= 80) Assert.Contains("samples/s", text);
        }
    }

    [Fact]
    public void The_bar_is_filled_by_the_share_that_is_done()
    {
        var (_, done, open) = Stand.Fit(200);
        Assert.Equal(0.25, Stand.Done);
        Assert.Equal((7, 23), (done.Length, open.Length));
    }
}
