using System.Globalization;
using System.Text;
using System.Text.Json;
using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>A run repeated with one seed after another, each in a folder of its own, and what their scores are on average.</summary>
internal sealed class RepeatedRuns(Terminal terminal, RunConfiguration configuration, Device device)
{
    private static readonly (string Name, string Unit, double Scale, Func<ConfusionMatrix, double> Of)[] Scores =
    [
        ("overallAccuracy", " %", 100, m => m.OverallAccuracy),
        ("averageAccuracy", " %", 100, m => m.AverageAccuracy),
        ("kappa", "", 1, m => m.Kappa),
    ];

    /// <summary>Trains with so many seeds from the configuration's on; text or JSON with each run's scores, their mean and their sample deviation.</summary>
    public string Run(int runs, string? output, bool json, CancellationToken cancellation)
    {
        ModelBuilder.Check(configuration);
        var folder = RunFolder.Choose(output, configuration.Model);
        List<(ulong Seed, ConfusionMatrix Test)> results = [];
        for (var run = 0; run < runs; run++)
        {
            var seed = configuration.Seed + (ulong)run;
            terminal.Error.WriteLine($"run {run + 1} of {runs}, seed {seed}");
            var outcome = new TrainRun(terminal, configuration with { Seed = seed }, device).Start(Path.Combine(folder.Path, $"seed-{seed}"), cancellation);
            results.Add((seed, outcome.Test));
        }
        var (text, data) = (Text(results), Json(results));
        AtomicFile.WriteText(Path.Combine(folder.Path, "runs.txt"), text);
        AtomicFile.WriteText(Path.Combine(folder.Path, "runs.json"), data);
        return json ? data : text;
    }

    private static string Json(List<(ulong Seed, ConfusionMatrix Test)> results)
    {
        Dictionary<string, object> summary = new()
        {
            ["runs"] = results.Select(run => Scores.ToDictionary(s => s.Name, s => (object)s.Of(run.Test)).Prepend(new("seed", run.Seed)).ToDictionary()),
        };
        foreach (var score in Scores)
        {
            var (mean, deviation) = Mean(results, score.Of);
            summary[score.Name] = new { Mean = mean, Deviation = deviation };
        }
        return JsonSerializer.Serialize(summary, JsonText.Indented) + "\n";
    }

    private static string Text(List<(ulong Seed, ConfusionMatrix Test)> results)
    {
        var text = new StringBuilder();
        foreach (var (seed, test) in results)
            text.Append(CultureInfo.InvariantCulture, $"seed {seed}: overall accuracy {100 * test.OverallAccuracy:f2} %, average accuracy {100 * test.AverageAccuracy:f2} %, kappa {test.Kappa:f4}\n");
        text.Append(CultureInfo.InvariantCulture, $"\nmean ± standard deviation of {results.Count} runs\n");
        foreach (var (label, score) in new[] { "overall accuracy", "average accuracy", "kappa           " }.Zip(Scores))
        {
            var (mean, deviation) = Mean(results, score.Of);
            var places = score.Scale == 1 ? "f4" : "f2";
            text.Append($"{label}  {(score.Scale * mean).ToString(places, CultureInfo.InvariantCulture)} ± {(score.Scale * deviation).ToString(places, CultureInfo.InvariantCulture)}{score.Unit}\n");
        }
        return text.ToString();
    }

    // The sample deviation, with n − 1, as the field reports it; of one run there is none.
    private static (double Mean, double Deviation) Mean(List<(ulong Seed, ConfusionMatrix Test)> results, Func<ConfusionMatrix, double> score)
    {
        var values = results.Select(run => score(run.Test)).ToArray();
        var mean = values.Average();
        return (mean, values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }
}
