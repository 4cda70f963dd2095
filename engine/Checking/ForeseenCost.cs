using System.Diagnostics;

namespace NeuralCore.Checking;

/// <summary>What a check will cost, told before it begins.</summary>
/// <param name="Evaluations">About how often the function will be computed.</param>
/// <param name="SecondsEach">How long once takes.</param>
public readonly record struct ForeseenCost(long Evaluations, double SecondsEach)
{
    private const int FewestCalls = 3, MostCalls = 20;
    private const double Patience = 0.02, MostPatience = 5;

    /// <summary>How long the check will take.</summary>
    public double Seconds => Evaluations * SecondsEach;

    // The first call compiles and takes memory, and others wait for whatever else the machine does: the quickest of several is
    // what the function itself takes. Of calls of seconds two must do.
    internal static ForeseenCost Measure(long evaluations, Action call)
    {
        var quickest = double.PositiveInfinity;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < FewestCalls || (i < MostCalls && watch.Elapsed.TotalSeconds < Patience); i++)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            quickest = Math.Min(quickest, Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (i > 0 && watch.Elapsed.TotalSeconds > MostPatience) break;
        }
        return new(evaluations, quickest);
    }
}
