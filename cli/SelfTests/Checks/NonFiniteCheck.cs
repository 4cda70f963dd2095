using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>NaN and infinities among the inputs come out, in results and gradients, where they do by the formulas, or on the CPU.</summary>
internal sealed class NonFiniteCheck : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "NaN and infinities";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        List<string> failures = [];
        var agreed = 0;
        foreach (var sample in stand.Walk(Sample.All))
            foreach (var type in stand.TypesOf(sample))
            {
                // What failed with ordinary numbers is told there.
                if (!stand.Results.Succeeds(sample, type)) continue;
                if (Fault(stand, sample, type) is { } fault) failures.Add(fault);
                else agreed++;
            }
        return CheckResult.Of($"{agreed} calls carry NaN and ∞ forward and backward as the reference or the CPU", failures, []);
    }

    private static string? Fault(SelfTestStand stand, Sample sample, ElementType type)
    {
        try
        {
            return Agreement.Fault(
                sample, type,
                SampleRun.WithNonFinite(sample, Device.Reference, type),
                SampleRun.WithNonFinite(sample, stand.Device, type),
                orElse: SampleRun.WithNonFinite(sample, Device.Cpu, type));
        }
        catch (NeuralCoreException error)
        {
            return $"{sample} {type}: {error.Message}";
        }
    }
}
