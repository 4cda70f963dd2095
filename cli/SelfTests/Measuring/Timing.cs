using System.Diagnostics;
using NeuralCore.Autograd;

namespace NeuralCore.Cli.SelfTests.Measuring;

/// <summary>Takes the time of queued work.</summary>
internal static class Timing
{
    private const double LeastBatch = 0.02;

    /// <summary>The seconds of one call: the best of several batches, each queued at once and waited for at its end; of a single one where that takes too long.</summary>
    /// <param name="stand">The device.</param>
    /// <param name="work">What to queue.</param>
    /// <param name="seconds">About how long to measure.</param>
    public static double Best(SelfTestStand stand, Action work, double seconds = 0.5)
    {
        Batch(stand, work, 1);
        var calls = 1;
        var (best, start) = (double.PositiveInfinity, Stopwatch.GetTimestamp());
        for (var batches = 0; batches < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; batches++)
        {
            var time = Batch(stand, work, calls);
            best = Math.Min(best, time / calls);
            if (time < LeastBatch) calls *= 2;
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > 2 * seconds) break;
        }
        return best;
    }

    /// <summary>The seconds of so many calls and the wait for them.</summary>
    public static double Batch(SelfTestStand stand, Action work, int calls)
    {
        stand.Cancellation.ThrowIfCancellationRequested();
        stand.Synchronize();
        var start = Stopwatch.GetTimestamp();
        using (new MemoryScope())
        using (new NoGradScope())
            for (var i = 0; i < calls; i++) work();
        stand.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
