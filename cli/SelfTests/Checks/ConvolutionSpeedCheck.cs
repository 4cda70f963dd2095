using System.Globalization;
using NeuralCore.Autograd;
using NeuralCore.Cli.SelfTests.Measuring;
using NeuralCore.Ops;

namespace NeuralCore.Cli.SelfTests.Checks;

/// <summary>The speed of convolutions as networks have them, forward and both gradients.</summary>
internal sealed class ConvolutionSpeedCheck : ISelfCheck
{
    private const int MostExamples = 64;
    private const double Seconds = 0.05;

    private static readonly (string Name, ConvolutionOp Op, Shape Image, Shape Kernel)[] Layers =
    [
        ("3×3, 64 to 64 (ResNet)", new(1, 1, 1), [64, 56, 56], [64, 64, 3, 3]),
        ("3×3 in steps of 2, 128 to 256", new(2, 1, 1), [128, 28, 28], [256, 128, 3, 3]),
        ("1×1, 256 to 64", new(1, 0, 1), [256, 28, 28], [64, 256, 1, 1]),
        ("7×7 in steps of 2, 3 to 64 (first layer)", new(2, 3, 1), [3, 224, 224], [64, 3, 7, 7]),
        ("3×3×3, 16 to 32 (HybridSN)", new(1, 0, 1), [16, 20, 21, 21], [32, 16, 3, 3, 3]),
        ("3×3 depthwise, 256 (MobileNet)", new(1, 1, 1, 256), [256, 28, 28], [256, 1, 3, 3]),
    ];

    /// <inheritdoc/>
    public string Name => "speed of convolutions";

    /// <inheritdoc/>
    public CheckResult Run(SelfTestStand stand)
    {
        if (stand.IsInterpreted) return CheckResult.Skip("an interpreter's speed says nothing of a device's");
        List<string> lines = ["| convolution | examples | forward GFLOP/s | gradient to x | gradient to w | forward of the peak |", "|---|---:|---:|---:|---:|---:|"];
        var summary = "";
        foreach (var (name, op, image, kernel) in Layers)
        {
            var examples = Examples(stand, op, image, kernel);
            var (forward, toX, toW) = Measure(stand, op, image, kernel, examples);
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {examples} | {forward:f1} | {toX:f1} | {toW:f1} | {PeakSpeed.Share(stand.Info, forward)} |"));
            if (summary.Length == 0) summary = string.Create(CultureInfo.InvariantCulture, $"{name}: {forward:f1} GFLOP/s forward, {toX:f1} and {toW:f1} backward");
        }
        return new(CheckOutcome.Passed, summary, lines);
    }

    // As many examples as take about a twentieth of a second, judged by one.
    private static int Examples(SelfTestStand stand, ConvolutionOp op, Shape image, Shape kernel)
    {
        var (x, w, _) = Tensors(stand, op, image, kernel, 1);
        return (int)Math.Clamp(Seconds / Timing.Best(stand, () => Dispatcher.Apply(op, x, w, null), Seconds), 1, MostExamples);
    }

    private static (double Forward, double ToX, double ToW) Measure(SelfTestStand stand, ConvolutionOp op, Shape image, Shape kernel, int examples)
    {
        var (x, w, dy) = Tensors(stand, op, image, kernel, examples);
        var flop = 2.0 * op.Macs([x, w, null], [dy]);
        var (toX, toW) = (new ConvolutionInputGradientOp(op, image[1..]), new ConvolutionWeightGradientOp(op, kernel[2..]));
        return (Rate(() => Dispatcher.Apply(op, x, w, null)), Rate(() => Dispatcher.Apply(toX, dy, w)), Rate(() => Dispatcher.Apply(toW, x, dy)));

        double Rate(Action work) => flop / Timing.Best(stand, work, 0.3) / 1e9;
    }

    private static (Tensor X, Tensor W, Tensor Dy) Tensors(SelfTestStand stand, ConvolutionOp op, Shape image, Shape kernel, int examples)
    {
        var generator = new Generator(1, Generator.Streams.Data);
        var x = Tensor.Uniform(new Shape(examples).Concat(image), generator, -1, 1, device: stand.Device);
        var w = Tensor.Uniform(kernel, generator, -1, 1, device: stand.Device);
        return (x, w, Tensor.Uniform(op.InferShapes([x, w, null])[0], generator, -1, 1, device: stand.Device));
    }
}
