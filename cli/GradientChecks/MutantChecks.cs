using NeuralCore.Autograd;
using NeuralCore.Checking;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>The test of the checker: mistakes planted in ops' backward passes.</summary>
internal static class MutantChecks
{
    /// <summary>Plants every mistake in every sample of the ops, so many draws of each, and counts what is seen and named.</summary>
    /// <exception cref="InterruptedException">The user interrupted.</exception>
    public static MutationScore Run(Terminal terminal, IReadOnlyList<OpInfo> ops, int draws, ulong seed, CancellationToken cancellation)
    {
        var told = "";
        try
        {
            var cost = new MutationSuite { Seed = seed, Cancellation = cancellation }.Foresee(ops);
            Forecast.Tell(terminal, "planted mistakes", [cost with { Evaluations = draws * cost.Evaluations }]);
            return CheckProgress.Show(terminal, draws, progress =>
            {
                List<MutationScore> scores = [];
                for (var draw = 0; draw < draws; draw++)
                {
                    var before = draw;
                    var suite = new MutationSuite
                    {
                        Seed = seed + (ulong)draw,
                        Cancellation = cancellation,
                        Progress = (done, of) =>
                        {
                            told = $" after {before * of + done} of {draws * of} calls";
                            progress.At(before + (double)done / of, "planting mistakes");
                        },
                    };
                    scores.Add(suite.Run(ops));
                }
                return new MutationScore([.. scores.SelectMany(s => s.Mutants)], scores.Sum(s => s.Equivalents));
            });
        }
        catch (OperationCanceledException interruption)
        {
            throw new InterruptedException($"interrupted{told}", interruption);
        }
    }
}
