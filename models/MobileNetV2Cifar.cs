using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>MobileNetV2 for 32×32 images (Sandler et al. 2018, arXiv:1801.04381, in pytorch-cifar's form).</summary>
/// <remarks>
/// It differs from <see cref="MobileNetV2"/> in that the first convolution and the second stage keep the size, the
/// activation is ReLU and not ReLU6, and where stride is 1 and the channels differ a 1×1 convolution takes the input
/// over the shortcut. Where stride is 2 nothing is added.
/// </remarks>
public sealed class MobileNetV2Cifar : Module
{
    // Per stage the expansion t, the channels c, the number n of blocks, the stride s of the first.
    private static readonly (int T, int C, int N, int S)[] Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly Sequential _layers;
    private readonly Conv2d _conv2;
    private readonly BatchNorm _bn2;
    private readonly Linear _linear;

    /// <summary>A network for images [channels, H, W].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="alpha">The width multiplier α; it never thins the last 1,280 channels.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public MobileNetV2Cifar(int classes = 10, int channels = 3, double alpha = 1)
    {
        ImageModel.Check("MobileNetV2Cifar", classes, channels, alpha);

        var width = WidthMultiplier.Divisible(32 * alpha);
        (_conv1, _bn1) = (new(channels, width, 3, padding: 1, bias: false), new(width));
        List<Module> layers = [];
        foreach (var (t, c, n, s) in Stages)
            for (var i = 0; i < n; i++)
            {
                var outputs = WidthMultiplier.Divisible(c * alpha);
                layers.Add(new InvertedResidual(width, outputs, t, i == 0 ? s : 1));
                width = outputs;
            }
        _layers = new(layers);
        var last = WidthMultiplier.Divisible(1280 * Math.Max(1, alpha));
        (_conv2, _bn2) = (new(width, last, 1, bias: false), new(last));
        _linear = new(last, classes);
    }

    /// <summary>A network from options by name: classes, channels, alpha.</summary>
    public static MobileNetV2Cifar Create(ModelOptions options) =>
        new(options.Int("classes", 10), options.Int("channels", 3), options.Double("alpha", 1));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, 32, 32]
    {
        x = _bn1.Forward(_conv1.Forward(x)).Relu();                           // [N, 32, 32, 32]
        x = _layers.Forward(x);                                               // [N, 320, 4, 4]
        x = _bn2.Forward(_conv2.Forward(x)).Relu();                           // [N, 1280, 4, 4]
        return _linear.Forward(x.GlobalAveragePool().Flatten(1));             // logits [N, classes]
    }

    private sealed class InvertedResidual : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm _bn2;
        private readonly Conv2d _conv3;
        private readonly BatchNorm _bn3;
        private readonly Sequential? _shortcut;

        public InvertedResidual(int inputs, int outputs, int expansion, int stride)
        {
            var wide = inputs * expansion;
            (_conv1, _bn1) = (new(inputs, wide, 1, bias: false), new(wide));
            (_conv2, _bn2) = (new(wide, wide, 3, stride, padding: 1, groups: wide, bias: false), new(wide));
            (_conv3, _bn3) = (new(wide, outputs, 1, bias: false), new(outputs));
            if (stride != 1) return;
            _shortcut = inputs == outputs ? [] : [new Conv2d(inputs, outputs, 1, bias: false), new BatchNorm(outputs)];
        }

        protected override Tensor Compute(Tensor x)                           // [N, M, H, W]
        {
            var f = _bn1.Forward(_conv1.Forward(x)).Relu();                   // [N, t·M, H, W]      expand
            f = _bn2.Forward(_conv2.Forward(f)).Relu();                       // [N, t·M, H/s, W/s]  filter
            f = _bn3.Forward(_conv3.Forward(f));                              // [N, O, H/s, W/s]    project, linearly
            return _shortcut is null ? f : f + _shortcut.Forward(x);          // [N, O, H/s, W/s]
        }
    }
}
