using System.Diagnostics;
using NeuralCore.Cli.SelfTests.Checks;
using NeuralCore.Cli.SelfTests.Samples;

namespace NeuralCore.Cli.SelfTests;

/// <summary>Puts every check to a device, one after another; one that fails does not keep the next from running.</summary>
internal static class SelfTest
{
    /// <summary>The checks in the order in which they run: right first, then fast.</summary>
    public static IReadOnlyList<ISelfCheck> Checks { get; } =
    [
        new CompileCheck(),
        new AgreementCheck("every operation", Sample.Registered),
        new AgreementCheck("ragged shapes", Sample.Ragged),
        new AgreementCheck("every tile of products", Sample.Tiled),
        new NonFiniteCheck(),
        new DeterminismCheck(),
        new TrainingStepCheck(),
        new SteadyMemoryCheck(),
        new ProductSpeedCheck(),
        new ConvolutionSpeedCheck(),
        new BandwidthCheck(),
        new LatencyCheck(),
        new OverlapCheck(),
        new StepSpeedCheck(),
        new RegistersCheck(),
    ];

    /// <summary>Runs checks and tells of each as it begins and ends.</summary>
    /// <exception cref="InterruptedException">The user interrupted.</exception>
    public static IReadOnlyList<CheckRun> Run(SelfTestStand stand, IReadOnlyList<ISelfCheck> checks)
    {
        List<CheckRun> runs = [];
        var progress = stand.Progress;
        var isLost = false;
        foreach (var check in checks)
        {
            progress.Write($"{runs.Count + 1}/{checks.Count} {check.Name} … ");
            progress.Flush();
            var start = Stopwatch.GetTimestamp();
            CheckResult result;
            try
            {
                result = isLost ? CheckResult.Skip("the device was lost before") : check.Run(stand);
            }
            catch (OperationCanceledException interruption)
            {
                progress.WriteLine("interrupted");
                throw new InterruptedException($"the self-test of {stand.Device} was interrupted after {runs.Count} of {checks.Count} checks; no report was written", interruption);
            }
            catch (Exception error)
            {
                var message = error is NeuralCoreException ? error.Message : $"{error.GetType().Name}: {error.Message}";
                result = new(CheckOutcome.Failed, message, error is NeuralCoreException ? [] : ["```", $"{error}", "```"]);
            }
            isLost = isLost || (result.Outcome == CheckOutcome.Failed && IsLost(stand));
            runs.Add(new(check.Name, result, Stopwatch.GetElapsedTime(start)));
            progress.WriteLine($"{runs[^1].Word} in {runs[^1].Time.TotalSeconds:f1} s: {result.Summary}");
        }
        return runs;
    }

    private static bool IsLost(SelfTestStand stand)
    {
        try
        {
            stand.CheckAlive();
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }
}

/// <summary>A check that was run.</summary>
internal sealed record CheckRun(string Name, CheckResult Result, TimeSpan Time)
{
    /// <summary>The outcome in lower case.</summary>
    public string Word => Result.Outcome.ToString().ToLowerInvariant();
}
