using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>Every sample once more: the same bits.</summary>
internal sealed class DeterminismCheck : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "same bits again";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        List<string> failures = [];
        var repeated = 0;
        foreach (var sample in stand.Walk(Sample.All))
            foreach (var type in stand.TypesOf(sample))
            {
                if (!stand.Results.Succeeds(sample, type)) continue;
                var (first, second) = (stand.Results.Values(sample, type), SampleRun.On(sample, stand.Device, type));
                if (first.Zip(second).Any(pair => !Bits(pair.First).SequenceEqual(Bits(pair.Second)))) failures.Add($"{sample} {type}: other bits the second time");
                else repeated++;
            }
        return CheckResult.Of($"{repeated} calls repeated to the bit", failures, []);
    }

    private static IEnumerable<long> Bits(double[] values) => values.Select(BitConverter.DoubleToInt64Bits);
}
