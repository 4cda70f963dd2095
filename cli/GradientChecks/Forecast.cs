using System.Globalization;
using NeuralCore.Checking;

namespace NeuralCore.Cli.GradientChecks;

/// <summary>Tells on stderr what a long check will cost, before it begins.</summary>
internal static class Forecast
{
    private const double LongSeconds = 10;

    /// <summary>One line if the checks will take more than ten seconds.</summary>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="what">What is checked, such as "12 checks".</param>
    /// <param name="costs">The cost of each check.</param>
    /// <param name="advice">What would be faster; null where nothing is.</param>
    public static void Tell(Terminal terminal, string what, IReadOnlyCollection<ForeseenCost> costs, string? advice = null)
    {
        var seconds = costs.Sum(cost => cost.Seconds);
        if (seconds <= LongSeconds) return;
        var evaluations = costs.Sum(cost => cost.Evaluations);
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: about {evaluations:n0} evaluations of {Each(seconds / evaluations)} each, {Length(seconds)}{(advice is null ? "" : $"; {advice}")}"));
    }

    /// <summary>A number of seconds in words.</summary>
    public static string Length(double seconds) => seconds switch
    {
        < 100 => Invariant($"some {seconds:n0} seconds"),
        < 100 * 60 => Invariant($"some {seconds / 60:n0} minutes"),
        _ => Invariant($"some {seconds / 3600:n0} hours"),
    };

    private static string Each(double seconds) => seconds switch
    {
        < 1e-3 => Invariant($"{seconds * 1e6:n0} µs"),
        < 1 => Invariant($"{seconds * 1e3:n0} ms"),
        _ => Invariant($"{seconds:n1} s"),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
