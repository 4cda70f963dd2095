using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Softmax along any dimension, and losses with weights, smoothing and targets to ignore.</summary>
internal static class LossDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["softmax"] = draw => AlongDim(draw, (dim, x) => new(new SoftmaxOp(dim), new OpInput(x, -2, 2))),
        ["softmax_gradient"] = draw => AlongDim(draw, (dim, x) => new(new SoftmaxGradientOp(dim), new(x), new OpInput(x, 0, 1))),
        ["log_softmax"] = draw => AlongDim(draw, (dim, x) => new(new LogSoftmaxOp(dim), new OpInput(x, -2, 2))),
        ["log_softmax_gradient"] = draw => AlongDim(draw, (dim, x) => new(new LogSoftmaxGradientOp(dim), new(x), new OpInput(x, -3, 0))),
        ["nll_loss"] = draw =>
        {
            var (classes, targets, ignored, smoothing) = Targets(draw);
            return new(new NllLossOp(ignored, smoothing), new(Logits(targets.Shape, classes), -3, 0), targets, draw.Optional([classes], 0.2, 2));
        },
        ["nll_loss_gradient"] = draw =>
        {
            var (classes, targets, ignored, smoothing) = Targets(draw);
            return new(new NllLossGradientOp(classes, ignored, smoothing), new(targets.Shape), targets, draw.Optional([classes], 0.2, 2));
        },
        ["binary_cross_entropy_with_logits"] = draw =>
        {
            var x = draw.Shape(0, 4);
            return new(new BinaryCrossEntropyWithLogitsOp(), new(x, -3, 3), new OpInput(x, 0, 1));
        },
    };

    private static OpSample AlongDim(Draw draw, Func<int, Shape, OpSample> sample)
    {
        var x = draw.Shape(1, 4);
        return sample(draw.Dim(x.Rank), x);
    }

    // [N, *spatial] with numbers of classes; some are the one to ignore, which is a class or lies outside.
    private static (int Classes, OpInput Targets, long Ignored, double Smoothing) Targets(Draw draw)
    {
        var (classes, shape) = (draw.Int(1, 4), draw.Shape(1, 3, 3));
        var (ignored, smoothing) = (draw.OneOf(-100, 0), draw.OneOf(0, 0.1, 1));
        var targets = draw.Positions(shape, classes);
        if (draw.Flag()) targets = targets with { Values = [.. targets.Values!.Select(v => draw.Any(3) == 0 ? ignored : v)] };
        return (classes, targets, ignored, smoothing);
    }

    private static Shape Logits(Shape targets, int classes) => [targets[0], classes, .. targets[1..]];
}
