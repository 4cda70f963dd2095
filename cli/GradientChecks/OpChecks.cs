using NeuralCore.Autograd;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The checks of some ops: every sample, so many draws of each.</summary>
internal static class OpChecks
{
    /// <summary>The checks in the order of the ops and their samples.</summary>
    /// <param name="ops">The ops.</param>
    /// <param name="secondOrder">Whether the gradient's gradient is checked too.</param>
    /// <param name="draws">How many draws of each sample.</param>
    /// <param name="seed">The seed of the first draw; the next has the next.</param>
    /// <param name="devices">The devices to hold against the reference.</param>
    public static IReadOnlyList<OpCheck> Plan(IReadOnlyList<OpInfo> ops, bool secondOrder, int draws, ulong seed, IReadOnlyList<Device> devices) =>
    [
        .. from info in ops
           from sample in info.Samples
           where OpCheck.Applies(sample)
           from draw in Enumerable.Range(0, draws)
           from order in secondOrder ? new[] { 1, 2 } : [1]
           select new OpCheck(info, sample, order, seed + (ulong)draw, devices),
    ];

    /// <summary>Tells what the checks will cost, and makes them one after another.</summary>
    /// <exception cref="InterruptedException">The user interrupted.</exception>
    public static IReadOnlyList<GradientCheckRow> Run(Terminal terminal, IReadOnlyList<OpCheck> checks, CancellationToken cancellation)
    {
        List<GradientCheckRow> rows = [];
        try
        {
            // Draws of one call cost the same.
            var known = checks.DistinctBy(Call).ToDictionary(Call, check => check.Foresee(cancellation));
            Forecast.Tell(terminal, $"{checks.Count} checks", [.. checks.Select(check => known[Call(check)])]);
            return CheckProgress.Show(terminal, checks.Sum(check => known[Call(check)].Seconds), progress =>
            {
                var done = 0.0;
                foreach (var check in checks)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress.At(done, check.Info.Name);
                    rows.Add(check.Run(cancellation));
                    done += known[Call(check)].Seconds;
                }
                return rows;
            });
        }
        catch (OperationCanceledException interruption)
        {
            throw new InterruptedException($"interrupted after {rows.Count} of {checks.Count} checks{Faults(rows)}", interruption);
        }

        static (OpSample, int) Call(OpCheck check) => (check.Sample, check.Order);
    }

    private static string Faults(List<GradientCheckRow> rows) =>
        rows.Find(row => !row.IsOk) is { } wrong ? $", {rows.Count(row => !row.IsOk)} of them wrong, the first {wrong.Call}" : "";
}
