using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381, table 2), named as torchvision's: the shortcuts join the thin ends of the blocks.</summary>
/// <remarks>
/// An inverted residual widens its input t times by a 1×1 convolution, filters each channel by a depthwise 3×3, and
/// projects down to few channels again. The projection has no ReLU: what a ReLU sets to zero in so few channels no other
/// channel can restore (§3.2). Only where stride is 1 and the channels are equal is the input added.
/// </remarks>
public sealed class MobileNetV2 : Module
{
    // Table 2: per stage the expansion t, the channels c, the number n of blocks, the stride s of the first.
    private static readonly (int T, int C, int N, int S)[] Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    private readonly Sequential _features;
    private readonly Sequential _classifier;

    /// <summary>A network for images [channels, H, W] of any size.</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="alpha">The width multiplier α: 1, 0.75, 0.5, 0.35 and 1.4 in the paper; it never thins the last 1,280 channels.</param>
    /// <param name="dropout">The rate of the dropout before the last layer.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public MobileNetV2(int classes = 1000, int channels = 3, double alpha = 1, double dropout = 0.2)
    {
        ImageModel.Check("MobileNetV2", classes, channels, alpha);

        var width = WidthMultiplier.Divisible(32 * alpha);
        List<Module> features = [new ConvBnAct(channels, width, 3, new Relu6(), stride: 2)];
        foreach (var (t, c, n, s) in Stages)
            for (var i = 0; i < n; i++)
            {
                var outputs = WidthMultiplier.Divisible(c * alpha);
                features.Add(new InvertedResidual(width, outputs, t, i == 0 ? s : 1));
                width = outputs;
            }
        var last = WidthMultiplier.Divisible(1280 * Math.Max(1, alpha));
        features.Add(new ConvBnAct(width, last, 1, new Relu6()));
        _features = new(features);
        _classifier = [new Dropout(dropout), new Linear(last, classes)];
        InitialWeights.OfMobileNetAndVgg(this);
    }

    /// <summary>A network from options by name: classes, channels, alpha, dropout.</summary>
    public static MobileNetV2 Create(ModelOptions options) =>
        new(options.Int("classes", 1000), options.Int("channels", 3), options.Double("alpha", 1), options.Double("dropout", 0.2));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, H, W]
    {
        x = _features.Forward(x);                                             // [N, 1280, H/32, W/32]
        return _classifier.Forward(x.GlobalAveragePool().Flatten(1));         // logits [N, classes]
    }

    private sealed class InvertedResidual : Module
    {
        private readonly Sequential _conv;
        private readonly bool _adds;

        public InvertedResidual(int inputs, int outputs, int expansion, int stride)
        {
            var wide = inputs * expansion;
            var depthwise = new ConvBnAct(wide, wide, 3, new Relu6(), stride, groups: wide);
            var project = new Conv2d(wide, outputs, 1, bias: false);
            _conv = expansion == 1
                ? [depthwise, project, new BatchNorm(outputs)]
                : [new ConvBnAct(inputs, wide, 1, new Relu6()), depthwise, project, new BatchNorm(outputs)];
            _adds = stride == 1 && inputs == outputs;
        }

        protected override Tensor Compute(Tensor x)                           // [N, M, H, W]
        {
            var f = _conv.Forward(x);                                         // [N, t·M, H, W], [N, t·M, H/s, W/s], [N, O, H/s, W/s]
            return _adds ? x + f : f;                                         // [N, O, H/s, W/s]
        }
    }
}
