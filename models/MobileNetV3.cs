using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>MobileNetV3 (Howard et al. 2019, arXiv:1905.02244, tables 1 and 2), named as torchvision's: V2's blocks with squeeze-and-excitation, the hard swish, and a cheaper end.</summary>
/// <remarks>
/// h-swish(x) = x·ReLU6(x + 3)/6 stands in for x·σ(x) without an exponential; it pays in the second half, where planes
/// are small (§5.2). The gate σ of the squeeze-and-excitation is hard in the same way, and squeezes to a quarter of the
/// widened channels (§5.3). The last stage averages before it widens to the classifier's features, so that the widest
/// 1×1 convolution works on 1×1 planes, here as a linear layer (§5.1). Batch normalization has eps 10⁻³, momentum 0.01.
/// </remarks>
public sealed class MobileNetV3 : Module
{
    private readonly Sequential _features;
    private readonly Sequential _classifier;

    /// <summary>A network for images [channels, H, W] of any size.</summary>
    /// <param name="size">Large (table 1) or small (table 2).</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="alpha">The width multiplier α: 1, 0.75, 0.5, 0.35 and 1.25 in the paper.</param>
    /// <param name="dropout">The rate of the dropout before the last layer.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public MobileNetV3(MobileNetV3Size size, int classes = 1000, int channels = 3, double alpha = 1, double dropout = 0.2)
    {
        ImageModel.Check("MobileNetV3", classes, channels, alpha);

        var width = Thin(16);
        List<Module> features = [Unit(channels, width, 3, new HardSwish(), stride: 2)];
        foreach (var row in size == MobileNetV3Size.Large ? Large : Small)
        {
            features.Add(new Bottleneck(width, Thin(row.Expanded), Thin(row.Outputs), row));
            width = Thin(row.Outputs);
        }
        features.Add(Unit(width, 6 * width, 1, new HardSwish()));
        _features = new(features);
        var last = Thin(size == MobileNetV3Size.Large ? 1280 : 1024);
        _classifier = [new Linear(6 * width, last), new HardSwish(), new Dropout(dropout), new Linear(last, classes)];
        InitialWeights.OfMobileNetAndVgg(this);

        int Thin(int full) => WidthMultiplier.Divisible(full * alpha);
    }

    /// <summary>A network from options by name: classes, channels, alpha, dropout.</summary>
    public static MobileNetV3 Create(ModelOptions options, MobileNetV3Size size) => new(
        size, options.Int("classes", 1000), options.Int("channels", 3), options.Double("alpha", 1), options.Double("dropout", 0.2));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, H, W]
    {
        x = _features.Forward(x);                                             // [N, 960, H/32, W/32]; small: [N, 576, ..]
        return _classifier.Forward(x.GlobalAveragePool().Flatten(1));         // logits [N, classes]
    }

    private static ConvBnAct Unit(int inputs, int outputs, int kernel, Module? activation, int stride = 1, int groups = 1) =>
        new(inputs, outputs, kernel, activation, stride, groups, eps: 1e-3, momentum: 0.01);

    // A line of the papers' tables: the kernel, the widened channels ("exp size"), the outputs, SE, NL and s.
    private readonly record struct Row(int Kernel, int Expanded, int Outputs, bool Squeezes, bool HardSwish, int Stride);

    private static readonly Row[] Large =
    [
        new(3, 16, 16, false, false, 1),
        new(3, 64, 24, false, false, 2),
        new(3, 72, 24, false, false, 1),
        new(5, 72, 40, true, false, 2),
        new(5, 120, 40, true, false, 1),
        new(5, 120, 40, true, false, 1),
        new(3, 240, 80, false, true, 2),
        new(3, 200, 80, false, true, 1),
        new(3, 184, 80, false, true, 1),
        new(3, 184, 80, false, true, 1),
        new(3, 480, 112, true, true, 1),
        new(3, 672, 112, true, true, 1),
        new(5, 672, 160, true, true, 2),
        new(5, 960, 160, true, true, 1),
        new(5, 960, 160, true, true, 1),
    ];

    private static readonly Row[] Small =
    [
        new(3, 16, 16, true, false, 2),
        new(3, 72, 24, false, false, 2),
        new(3, 88, 24, false, false, 1),
        new(5, 96, 40, true, true, 2),
        new(5, 240, 40, true, true, 1),
        new(5, 240, 40, true, true, 1),
        new(5, 120, 48, true, true, 1),
        new(5, 144, 48, true, true, 1),
        new(5, 288, 96, true, true, 2),
        new(5, 576, 96, true, true, 1),
        new(5, 576, 96, true, true, 1),
    ];

    private sealed class Bottleneck : Module
    {
        private readonly Sequential _block;
        private readonly bool _adds;

        public Bottleneck(int inputs, int wide, int outputs, Row row)
        {
            List<Module> block = [];
            if (wide != inputs) block.Add(Unit(inputs, wide, 1, Activation()));
            block.Add(Unit(wide, wide, row.Kernel, Activation(), row.Stride, groups: wide));
            if (row.Squeezes) block.Add(new SqueezeExcitation(wide, squeezed: WidthMultiplier.Divisible(wide / 4), gate: new HardSigmoid()));
            block.Add(Unit(wide, outputs, 1, null));
            _block = new(block);
            _adds = row.Stride == 1 && inputs == outputs;

            Module Activation() => row.HardSwish ? new HardSwish() : new Relu();
        }

        protected override Tensor Compute(Tensor x)                           // [N, M, H, W]
        {
            var f = _block.Forward(x);                                        // [N, E, H, W], [N, E, H/s, W/s], [N, O, H/s, W/s]
            return _adds ? x + f : f;                                         // [N, O, H/s, W/s]
        }
    }
}

/// <summary>The two networks that the MobileNetV3 paper's search found.</summary>
public enum MobileNetV3Size
{
    /// <summary>Table 1: 219 million multiply-adds.</summary>
    Large,
    /// <summary>Table 2: 56 million multiply-adds.</summary>
    Small,
}
