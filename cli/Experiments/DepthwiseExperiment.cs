using System.Diagnostics;
using NeuralCore.Autograd;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Experiments;

/// <summary>What a depthwise-separable convolution saves (Howard et al. 2017, arXiv:1704.04861, §3.1): the paper's 1/N + 1/K² of the multiply-adds, and how much of it is seen in time.</summary>
internal sealed class DepthwiseExperiment : Experiment
{
    private const double LeastSeconds = 0.3;
    private const int LeastCalls = 5;

    /// <inheritdoc/>
    public override string Name => "depthwise";

    /// <inheritdoc/>
    public override string Description => "What a depthwise-separable convolution saves against a standard one of the same shape: parameters, multiply-adds, time.";

    /// <inheritdoc/>
    public override string? Data => null;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns =>
    [
        Column.Count("M", "inputs"), Column.Count("N", "outputs"), Column.Count("K", "kernel"), Column.Count("side", "side"),
        Column.Count("parameters", "parameters"), Column.Count("separable", "separableParameters"),
        Column.Count("MACs", "macs"), Column.Count("separable", "separableMacs"), Column.Number("share", "macsShare", 4), Column.Number("1/N + 1/K²", "formula", 4),
        Column.Number("time", "milliseconds", 2, " ms"), Column.Number("separable", "separableMilliseconds", 2, " ms"), Column.Number("share", "timeShare", 4),
    ];

    /// <inheritdoc/>
    public override IEnumerable<object?[]> Rows(Trials trials)
    {
        // The layers of MobileNet V1 at 224 pixels, and two with a larger window.
        (int M, int N, int K, int Side)[] shapes =
            [(32, 64, 3, 112), (128, 128, 3, 56), (256, 256, 3, 28), (512, 512, 3, 14), (1024, 1024, 3, 7), (128, 128, 5, 56), (256, 256, 7, 28)];
        foreach (var (m, n, k, side) in shapes)
        {
            Conv2d standard = new(m, n, k, padding: k / 2, bias: false);
            Sequential separable = [new Conv2d(m, m, k, padding: k / 2, groups: m, bias: false), new Conv2d(m, n, 1, bias: false)];
            Shape input = [1, m, side, side];
            var (a, b) = (ModelSummary.Of(standard, input), ModelSummary.Of(separable, input));
            var (first, second) = Time(standard, separable, input, trials);
            yield return
            [
                (long)m, (long)n, (long)k, (long)side, a.Parameters, b.Parameters, a.Macs, b.Macs,
                (double)b.Macs / a.Macs, 1.0 / n + 1.0 / (k * k), first, second, second / first,
            ];
        }
    }

    // The median milliseconds of a forward pass; the two take turns, so that whatever slows the machine slows both.
    private static (double, double) Time(Module a, Module b, Shape input, Trials trials)
    {
        var device = trials.Settings.Device;
        a.To(device).Initialize(trials.Settings.Seed).Eval();
        b.To(device).Initialize(trials.Settings.Seed).Eval();
        using var scope = new MemoryScope();
        var x = Tensor.Normal(input, new Generator(trials.Settings.Seed, Generator.Streams.Data), device: device);
        foreach (var module in new[] { a, b }) Call(module, x);   // a first call finds the memory and compiles
        List<double> first = [], second = [];
        var start = Stopwatch.GetTimestamp();
        while (first.Count < LeastCalls || Stopwatch.GetElapsedTime(start).TotalSeconds < LeastSeconds)
        {
            trials.ThrowIfCancelled();
            first.Add(Call(a, x));
            second.Add(Call(b, x));
        }
        return (Median(first), Median(second));
    }

    private static double Call(Module module, Tensor x)
    {
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        var start = Stopwatch.GetTimestamp();
        module.Forward(x);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
