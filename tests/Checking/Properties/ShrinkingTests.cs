using System.Text.RegularExpressions;
using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>A mistake that few shapes show is found, shrunk to the smallest shape that shows it, and told so that one line repeats it.</summary>
public sealed class ShrinkingTests(ITestOutputHelper output)
{
    private ShapeSearch Search(Carelessness mistake) => new("convolution", CarelessConvolutionOp.Generator(mistake));

    private string Find(Carelessness mistake, ulong seed)
    {
        var message = Search(mistake).Run(draws: 100, seed);
        Assert.NotNull(message);
        output.WriteLine(message);
        return message;
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_mistake_with_dilation_is_shrunk_to_two_taps_two_apart(ulong seed)
    {
        var message = Find(Carelessness.Dilation, seed);
        Assert.StartsWith(
            "CarelessConvolution { Right = Convolution { Stride = 1, Padding = 0, Dilation = 2, Groups = 1 }, Mistake = Dilation } ([1, 1, 3], [1, 1, 2], –): "
            + "wrong with seed ", message);
        Assert.Matches(@"; shrunk in \d+ steps? from (gradient of )?CarelessConvolution \{", message);
        Assert.Contains("input 1 [1, 1, 2]: Wrong at 2 of 2 elements; worst at", message);
        Assert.Contains("(flipped)", message);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_mistake_in_the_second_group_is_shrunk_to_two_groups_of_one_channel(ulong seed) => Assert.StartsWith(
        "CarelessConvolution { Right = Convolution { Stride = 1, Padding = 0, Dilation = 1, Groups = 2 }, Mistake = Groups } ([1, 2, 1], [2, 1, 1], –): "
        + "wrong with seed ", Find(Carelessness.Groups, seed));

    [Fact]
    public void An_op_that_fails_is_shrunk_too()
    {
        var message = Find(Carelessness.Rank, 1);
        Assert.StartsWith(
            "CarelessConvolution { Right = Convolution { Stride = 1, Padding = 0, Dilation = 1, Groups = 1 }, Mistake = Rank } ([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], –): ",
            message);
        Assert.Contains("spatial dimension 2", message);
    }

    [Fact]
    public void The_line_of_code_and_the_name_of_the_draw_repeat_the_failure()
    {
        var message = Find(Carelessness.Dilation, 1);
        var line = Regex.Match(message, @"As a line of C#: new GradientChecker { Seed = (\d+) }\.Check\((.*)\)\r?\n");
        Assert.Equal(
            "new OpSample(new CarelessConvolutionOp(new ConvolutionOp(1, 0, 2), Carelessness.Dilation), new OpInput([1, 1, 3]), new OpInput([1, 1, 2]), null), Device.Reference",
            line.Groups[2].Value);
        var report = new GradientChecker { Seed = ulong.Parse(line.Groups[1].Value) }.Check(
            new OpSample(new CarelessConvolutionOp(new ConvolutionOp(1, 0, 2), Carelessness.Dilation), new OpInput([1, 1, 3]), new OpInput([1, 1, 2]), null), Device.Reference);
        Assert.False(report.IsOk);
        Assert.Contains(report.Tensors[1].ToString(), message);

        var name = Regex.Match(message, @"To run this draw again: NEURALCORE_DRAW=convolution:(\S+) dotnet test -c Release --project tests --filter-class NeuralCore\.Tests\.Checking\.Properties\.ShapeTests");
        var again = Search(Carelessness.Dilation).Repeat(name.Groups[1].Value)!;
        Assert.Equal(line.Value, Regex.Match(again, @"As a line of C#: .*\r?\n").Value);
    }
}
