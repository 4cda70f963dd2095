using System.Globalization;
using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>Compiles every kernel, forward and backward, float and double, in every tile, by running all samples.</summary>
internal sealed class CompileCheck : ISelfCheck
{
    // The golden section: its multiples fall evenly between 0 and 1, however many they are.
    private const double Section = 0.6180339887498949;

    /// <inheritdoc/>
    public string Name => "compile every kernel";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        List<string> failures = [];
        // Mixed, so that those whose kernels take long lie evenly on the way and the time left can be told.
        foreach (var (_, sample) in stand.Walk([.. Sample.All.Index().OrderBy(sample => sample.Index * Section % 1)]))
            foreach (var type in stand.TypesOf(sample))
                if (stand.Results.Error(sample, type) is { } error) failures.Add($"{sample} {type}: {error.Message}");
        var programs = stand.Gpu.Programs;
        return CheckResult.Of(string.Create(CultureInfo.InvariantCulture, $"{programs.Count} kernels, translated and loaded in {programs.Sum(p => p.CompileTime.TotalSeconds):f1} s"), failures, []);
    }
}
