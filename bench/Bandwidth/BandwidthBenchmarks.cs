using BenchmarkDotNet.Attributes;

namespace NeuralCore.Bench.Bandwidth;

/// <summary>The same cases as <see cref="QuickBandwidth"/>, measured with BenchmarkDotNet's care.</summary>
public class BandwidthBenchmarks
{
    private BandwidthCase? _case;

    /// <summary>The names of the cases.</summary>
    public static IEnumerable<string> Names => BandwidthCase.All().Select(test => test.Name);

    /// <summary>Which kernel, on which tensor.</summary>
    [ParamsSource(nameof(Names))]
    public string Case { get; set; } = "";

    /// <summary>On how many threads.</summary>
    [Params(1, 2)]
    public int ThreadCount { get; set; }

    /// <summary>Makes the tensors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Threads.Count = ThreadCount;
        _case = BandwidthCase.All().Single(test => test.Name == Case);
    }

    /// <summary>One run of the kernel.</summary>
    [Benchmark]
    public void Run() => _case!.Run();
}
