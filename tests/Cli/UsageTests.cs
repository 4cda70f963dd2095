using NeuralCore.Cli;

namespace NeuralCore.Tests.Cli;

/// <summary>What the command line alone shows to be wrong: exit code 2, one sentence, and the nearest thing that exists.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("trian", "unknown command 'trian'", "did you mean 'train'")]
    [InlineData("frobnicate", "unknown command 'frobnicate'", "train, verify")]
    [InlineData("", "a command is needed", "train")]
    [InlineData("bench", "a command is needed", "step")]
    [InlineData("train", "train needs <model>", "hybridsn")]
    [InlineData("bench step", "bench step needs <model>", "hybridsn")]
    [InlineData("eval", "eval needs <run>")]
    [InlineData("train hybridns", "unknown model 'hybridns'", "did you mean 'hybridsn'")]
    [InlineData("summary hybridns", "unknown model 'hybridns'", "did you mean 'hybridsn'")]
    [InlineData("bench step alexnet", "unknown model 'alexnet'", "hybridsn")]
    [InlineData("train hybridsn more", "unknown argument 'more'")]
    [InlineData("train hybridsn --wnidow 9", "unknown option '--wnidow'", "did you mean '--window'")]
    [InlineData("devices --jsno", "unknown option '--jsno'", "did you mean '--json'")]
    [InlineData("models --jsno", "unknown option '--jsno'", "did you mean '--json'")]
    [InlineData("train hybridsn --window 10", "--window", "odd", "10")]
    [InlineData("train hybridsn --window 7", "--window", "at least 9", "7")]
    [InlineData("train hybridsn --bands abc", "--bands", "whole number", "abc")]
    [InlineData("train hybridsn --bands 12", "--bands", "at least 13", "12")]
    [InlineData("train hybridsn --bands", "--bands needs <n>. The principal components")]
    [InlineData("gradcheck relu --html", "--html needs <file>. Write heat maps")]
    [InlineData("gradcheck relu --device", "--device needs <device>.", "cuda")]
    [InlineData("train hybridsn --bands 15 --bands 16", "--bands")]
    [InlineData("train hybridsn --epochs 0", "--epochs", "at least 1", "0")]
    [InlineData("train hybridsn --batch 1", "--batch", "at least 2", "1")]
    [InlineData("train hybridsn --threads 0", "--threads", "at least 1", "0")]
    [InlineData("train hybridsn --seed -1", "--seed", "from 0", "-1")]
    [InlineData("train hybridsn --train-ratio 0", "--train-ratio", "between 0 and 1", "0")]
    [InlineData("train hybridsn --train-ratio 1", "--train-ratio", "between 0 and 1", "1")]
    [InlineData("train hybridsn --train-ratio ten", "--train-ratio", "between 0 and 1", "ten")]
    [InlineData("train hybridsn --train-ratio NaN", "--train-ratio", "between 0 and 1", "NaN")]
    [InlineData("train hybridsn --validation-ratio 1", "--validation-ratio", "not including, 1")]
    [InlineData("train hybridsn --lr 0", "--lr", "above 0", "0")]
    [InlineData("train hybridsn --option squeeze", "--option", "NAME=VALUE", "squeeze")]
    [InlineData("train hybridsn --option squeeze=maybe", "squeeze", "true or false", "maybe")]
    [InlineData("train hybridsn --option squeze=true", "no option 'squeze'", "squeeze")]
    [InlineData("train hybridsn --option bands=20", "bands", "--bands")]
    [InlineData("train hybridsn --labels gt.mat", "--labels gt.mat", "--data")]
    [InlineData("train hybridsn --data-variable cube", "--data-variable cube", "--data")]
    [InlineData("train hybridsn --device gpu", "no device 'gpu'", "cpu")]
    [InlineData("train hybridsn --device meta", "meta", "cpu")]
    [InlineData("eval run --checkpoint first", "--checkpoint", "best or last", "first")]
    [InlineData("verify cases --dtype half", "--dtype", "float32 or float64", "half")]
    [InlineData("summary hybridsn --input 3,x", "--input", "3,32,32", "3,x")]
    [InlineData("summary hybridsn --input 3,32,32", "hybridsn", "[1, 30, 25, 25]", "[3, 32, 32]")]
    [InlineData("summary hybridsn --option classes=1", "at least 2 classes", "1")]
    [InlineData("summary hybridsn --option bands=1000000000", "hybridsn", "1000000000", "smaller")]
    [InlineData("bench step hybridsn --batch 100000000", "--batch 100000000", "smaller")]
    [InlineData("bench step hybridsn --seconds 0", "--seconds", "above 0", "0")]
    [InlineData("bench step hybridsn --input 3,32,32", "hybridsn", "[1, 30, 25, 25]", "[3, 32, 32]")]
    public async Task A_mistake_on_the_command_line_is_told_in_one_sentence(string line, params string[] words) =>
        (await CommandLine.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).AssertRefused(ExitCodes.Usage, words);

    [Theory]
    [InlineData("--data", "file")]
    [InlineData("--labels", "file")]
    [InlineData("--out", "folder")]
    public async Task An_empty_name_is_no_name(string option, string kind) =>
        (await CommandLine.RunAsync("train", "hybridsn", option, "")).AssertRefused(ExitCodes.Usage, option, kind);

    [Theory]
    [InlineData("train")]
    [InlineData("eval")]
    [InlineData("models")]
    [InlineData("summary")]
    [InlineData("verify")]
    [InlineData("ops")]
    [InlineData("gradcheck")]
    [InlineData("devices")]
    [InlineData("bench step")]
    public async Task Every_command_explains_itself_and_each_of_its_options(string command)
    {
        var help = await CommandLine.RunAsync([.. command.Split(' '), "--help"]);
        Assert.Equal(ExitCodes.Ok, help.Code);
        Assert.Equal("", help.Error);
        foreach (var line in help.Output.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)))
            Assert.Matches(@"^  --[a-z0-9-]+( <[^>]+>)?  +[A-Z].*[.\]]\r?$", line);
        Assert.Contains((await CommandLine.RunAsync("--help")).Output.Split('\n'), line => line.TrimStart().StartsWith(command.Split(' ')[0], StringComparison.Ordinal));
    }
}
