using System.Diagnostics;

namespace NeuralCore.Bench.Bandwidth;

/// <summary>Prints GB/s of each case on 1, 2, … threads, best of some runs: an answer in seconds, where BenchmarkDotNet takes minutes.</summary>
internal static class QuickBandwidth
{
    /// <summary>Runs the cases whose name holds <paramref name="filter"/>.</summary>
    public static void Run(string filter)
    {
        var processors = Environment.ProcessorCount;
        foreach (var test in BandwidthCase.All().Where(test => test.Name.Contains(filter)))
        {
            Console.Write($"{test.Name,-32}");
            for (var threads = 1; threads <= processors; threads++)
            {
                Threads.Count = threads;
                var seconds = Best(test);
                Console.Write($"{seconds * 1e3,9:F3} ms {test.Bytes / seconds / 1e9,7:F1} GB/s   ");
            }
            Console.WriteLine();
        }
    }

    private static double Best(BandwidthCase test)
    {
        var best = double.MaxValue;
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 500;)
        {
            var start = Stopwatch.GetTimestamp();
            test.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
