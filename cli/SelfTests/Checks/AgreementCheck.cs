using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>Holds the results and gradients of samples against the reference in double.</summary>
internal sealed class AgreementCheck(string name, IReadOnlyList<Sample> samples) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        List<string> failures = [];
        var agreed = 0;
        foreach (var sample in stand.Walk(samples))
        {
            var expected = SampleRun.On(sample, Device.Reference, ElementType.Float64);
            foreach (var type in stand.TypesOf(sample))
                if (Fault(stand, sample, type, expected) is { } fault) failures.Add(fault);
                else agreed++;
        }
        return CheckResult.Of($"{agreed} calls of {samples.Select(s => s.Name).Distinct().Count()} operations agree with the reference", failures, []);
    }

    private static string? Fault(SelfTestStand stand, Sample sample, ElementType type, double[][] expected) =>
        stand.Results.Error(sample, type) is { } error
            ? $"{sample} {type}: {error.Message}"
            : Agreement.Fault(sample, type, expected, stand.Results.Values(sample, type));
}
