using System.Globalization;
using NeuralCore.Cli.SelfTests.Measuring;
using NeuralCore.Ops;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>The speed of matrix products beside the device's peak, and beside cuBLAS where it is there.</summary>
internal sealed class ProductSpeedCheck : ISelfCheck
{
    private const int Smallest = 128, Largest = 8192;

    /// <inheritdoc/>
    public string Name => "speed of products";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        if (stand.IsInterpreted) return CheckResult.Skip("an interpreter's speed says nothing of a device's");
        using var cublas = CuBlas.TryOpen(stand, out var absence);
        List<string> lines = ["| product | type | GFLOP/s | of the peak | cuBLAS GFLOP/s | ours of cuBLAS |", "|---|---|---:|---:|---:|---:|"];
        var summary = "";
        foreach (var type in stand.Types)
        {
            var n = Size(stand, type);
            foreach (var (rows, columns, depth) in new[] { (n, n, n), (n / 2, n / 2, n / 2), (n / 4, n, n), (n - 1, n - 3, n - 5), (64, n, n) })
            {
                var (ours, theirs) = Measure(stand, cublas, type, rows, columns, depth);
                var share = type == ElementType.Float32 ? PeakSpeed.Share(stand.Info, ours) : "–";
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"| {rows}×{depth} · {depth}×{columns} | {type} | {ours:f1} | {share} | {(theirs is { } t ? $"{t:f1}" : "–")} | {(theirs is { } u ? $"{100 * ours / u:f0} %" : "–")} |"));
                if (summary.Length == 0)
                    summary = string.Create(CultureInfo.InvariantCulture,
                        $"{ours:f1} GFLOP/s in float at {rows}×{columns}×{depth}, peak {(PeakSpeed.Gflops(stand.Info) is { } p ? $"{p:f0}" : "not known")}, cuBLAS {(theirs is { } c ? $"{c:f1}" : $"not measured: {absence}")}");
            }
        }
        lines.AddRange(["", $"The peak is lanes × clock × 2 of floats, for NVIDIA's architectures.{(cublas is null ? $" cuBLAS not measured: {absence}." : " cuBLAS is measured in floats.")}"]);
        return new(CheckOutcome.Passed, summary, lines);
    }

    // The size whose product takes about a fifth of a second, at the speed of a small one.
    private static int Size(SelfTestStand stand, ElementType type)
    {
        var rate = 2.0 * 512 * 512 * 512 / Timing.Best(stand, Product(stand, type, 512, 512, 512), 0.1);
        var n = Math.Cbrt(0.1 * rate);
        return (int)Math.Clamp(Math.Floor(n / 128) * 128, Smallest, Largest);
    }

    private static (double Ours, double? Theirs) Measure(SelfTestStand stand, CuBlas? cublas, ElementType type, int rows, int columns, int depth)
    {
        var flop = 2.0 * rows * columns * depth;
        var ours = flop / Timing.Best(stand, Product(stand, type, rows, columns, depth)) / 1e9;
        if (cublas is null || type != ElementType.Float32) return (ours, null);
        var (a, b, y) = (Tensor.Zeros([rows, depth], device: stand.Device), Tensor.Zeros([depth, columns], device: stand.Device), Tensor.Zeros([rows, columns], device: stand.Device));
        return (ours, flop / Timing.Best(stand, () => cublas.Multiply(a, b, y)) / 1e9);
    }

    private static Action Product(SelfTestStand stand, ElementType type, int rows, int columns, int depth)
    {
        var generator = new Generator(1, Generator.Streams.Data);
        var a = Tensor.Uniform([rows, depth], generator, -1, 1, type, stand.Device);
        var b = Tensor.Uniform([depth, columns], generator, -1, 1, type, stand.Device);
        return () => a.MatMul(b);
    }
}
