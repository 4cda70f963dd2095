using System.Diagnostics;
using System.Globalization;
using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Bench;

/// <summary>Times matrix products and the layers of HybridSN at batch 128, each alone: the best of several runs, in ms and GFLOP/s.</summary>
internal static class Layers
{
    private static readonly Random Source = new(1);

    /// <summary>Runs <c>layers [--threads N] [--only TEXT] [--seconds S]</c>.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        var (only, seconds) = ("", 1.0);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--threads") Threads.Count = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else if (args[i] == "--only") only = args[i + 1];
            else if (args[i] == "--seconds") seconds = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
            else throw new UsageException($"unknown option {args[i]}; expected --threads, --only or --seconds");
        }
        Console.WriteLine($"{Threads.Count} threads");
        foreach (var n in (int[])[64, 256, 512, 1024, 2048]) Product($"sgemm {n}", new(1, n, n, n), only, seconds);
        Product("fc1 forward 128×18496 → 256", new(1, 128, 256, 18496, TransposeB: true), only, seconds);
        Product("fc1 forward, one sample", new(1, 1, 256, 18496, TransposeB: true), only, seconds);
        Product("fc1 dx", new(1, 128, 18496, 256), only, seconds);
        Product("fc1 dw", new(1, 256, 18496, 128, TransposeA: true), only, seconds);
        Layer("conv1", [128, 1, 30, 25, 25], [8, 1, 7, 3, 3], 1, 0, 1, only, seconds);
        Layer("conv2", [128, 8, 24, 23, 23], [16, 8, 5, 3, 3], 1, 0, 1, only, seconds);
        Layer("conv3", [128, 16, 20, 21, 21], [32, 16, 3, 3, 3], 1, 0, 1, only, seconds);
        Layer("conv4", [128, 576, 19, 19], [64, 576, 3, 3], 1, 0, 1, only, seconds);
        Layer("128→128 3×3 32×32", [32, 128, 32, 32], [128, 128, 3, 3], 1, 1, 1, only, seconds);
        Layer("64→128 3×3 stride 2 32×32", [32, 64, 32, 32], [128, 64, 3, 3], 2, 1, 1, only, seconds);
        Layer("1×1 64→128 16×16", [128, 64, 16, 16], [128, 64, 1, 1], 1, 0, 1, only, seconds);
        Layer("1×1 512→512 4×4", [128, 512, 4, 4], [512, 512, 1, 1], 1, 0, 1, only, seconds);
        Layer("depthwise 3×3 32 112×112", [32, 32, 112, 112], [32, 1, 3, 3], 1, 1, 32, only, seconds);
        Layer("depthwise 3×3 512 4×4", [128, 512, 4, 4], [512, 1, 3, 3], 1, 1, 512, only, seconds);
        Layer("depthwise 3×3 stride 2 64 32×32", [128, 64, 32, 32], [64, 1, 3, 3], 2, 1, 64, only, seconds);
        return 0;
    }

    private static void Product(string name, MatMulGeometry g, string only, double seconds)
    {
        if (!name.Contains(only, StringComparison.Ordinal)) return;
        var backend = Device.Cpu.Backend(ElementType.Float32);
        View a = Random(backend, [g.M, g.K]), b = Random(backend, [g.K, g.N]), y = Random(backend, [g.M, g.N]);
        Console.WriteLine($"{name,-34} {Time(() => backend.MatMul(a, b, y, g), g.Macs, seconds)}");
    }

    private static void Layer(string name, Shape x, Shape w, Sizes stride, Sizes padding, int groups, string only, double seconds)
    {
        if (!name.Contains(only, StringComparison.Ordinal)) return;
        var backend = Device.Cpu.Backend(ElementType.Float32);
        var g = ConvolutionGeometry.Of(x, w, stride, padding, 1, groups);
        View vx = Random(backend, g.X), vw = Random(backend, g.W), vy = Random(backend, g.Y);
        Console.WriteLine($"{name,-34} forward {Time(() => backend.Convolution(vx, vw, null, vy, g), g.Macs, seconds)}"
            + $"   dx {Time(() => backend.ConvolutionInputGradient(vy, vw, vx, g), g.Macs, seconds)}"
            + $"   dw {Time(() => backend.ConvolutionWeightGradient(vx, vy, vw, g), g.Macs, seconds)}");
    }

    private static View Random(Backend backend, Shape shape)
    {
        var values = new float[shape.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Source.NextSingle() - 0.5f;
        var view = new View(backend.Allocate(ElementType.Float32, shape.Count), 0, shape);
        backend.Upload<float>(values, view);
        return view;
    }

    private static string Time(Action action, long macs, double seconds)
    {
        action();
        var best = double.PositiveInfinity;
        for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < seconds || double.IsInfinity(best);)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{best * 1e3,8:F2} ms {2e-9 * macs / best,5:F0} GF/s");
    }
}
