using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>MobileNet (Howard et al. 2017, arXiv:1704.04861, table 1): a depthwise convolution looks at space, a 1×1 convolution mixes the channels.</summary>
/// <remarks>
/// From M channels to N over D_F×D_F pixels with a D_K×D_K kernel, a standard convolution multiplies D_K²·M·N·D_F² times,
/// the pair D_K²·M·D_F² + M·N·D_F² times: a share of 1/N + 1/D_K², with 3×3 kernels an eighth to a ninth (§3.1).
/// The width multiplier α makes every layer α·M channels wide, the resolution multiplier β shrinks the image's side to
/// β·224 (§3.3, there ρ): the multiply-adds fall by about α² and β², the parameters by α² alone. A network of any β has
/// the same weights, for the last planes are averaged, whatever their size. The form for 32×32 images is pytorch-cifar's.
/// </remarks>
public sealed class MobileNetV1 : Module
{
    // Table 1: the channels behind each pair, and the stride of its depthwise convolution.
    private static readonly (int Channels, int Stride)[] Pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1),
        (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1),
        (1024, 2), (1024, 1),
    ];

    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly Sequential _layers;
    private readonly Linear _linear;

    /// <summary>A network for images [channels, H, W] of any size.</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="alpha">The width multiplier α: 1, 0.75, 0.5 and 0.25 in the paper.</param>
    /// <param name="stride">The first convolution's stride: 2 for ImageNet, 1 for images of 32×32.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public MobileNetV1(int classes = 1000, int channels = 3, double alpha = 1, int stride = 2)
    {
        ImageModel.Check("MobileNetV1", classes, channels, alpha);
        if (stride < 1) throw new UsageException($"MobileNetV1's first stride is at least 1; got {stride}");

        var width = Thin(32);
        _conv1 = new(channels, width, 3, stride, padding: 1, bias: false);
        _bn1 = new(width);
        List<Module> layers = [];
        foreach (var (outputs, step) in Pairs)
        {
            layers.Add(new DepthwiseSeparable(width, Thin(outputs), step));
            width = Thin(outputs);
        }
        _layers = new(layers);
        _linear = new(width, classes);

        int Thin(int full) => WidthMultiplier.Thin(full, alpha);
    }

    /// <summary>The ImageNet form from options by name: classes, channels, alpha, beta.</summary>
    public static MobileNetV1 Create(ModelOptions options)
    {
        _ = InputShape(options);
        return new(options.Int("classes", 1000), options.Int("channels", 3), options.Double("alpha", 1));
    }

    /// <summary>The form for 32×32 images from options by name: classes, channels, alpha.</summary>
    public static MobileNetV1 CreateCifar(ModelOptions options) =>
        new(options.Int("classes", 10), options.Int("channels", 3), options.Double("alpha", 1), stride: 1);

    /// <summary>One example's shape [channels, 224·β, 224·β] for the same options.</summary>
    /// <exception cref="UsageException">β is not above 0 and at most 1, or leaves less than 32 pixels.</exception>
    public static Shape InputShape(ModelOptions options)
    {
        var beta = options.Double("beta", 1);
        var side = (int)Math.Round(224 * beta);
        if (!(beta <= 1) || side < 32)
            throw new UsageException($"MobileNetV1's resolution multiplier beta is at most 1 and leaves 32 of 224 pixels; got {FormattableString.Invariant($"{beta}")}");
        return [options.Int("channels", 3), side, side];
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, H, W]
    {
        x = _bn1.Forward(_conv1.Forward(x)).Relu();                           // [N, 32·α, H/2, W/2]; CIFAR: [.., H, W]
        x = _layers.Forward(x);                                               // [N, 1024·α, H/32, W/32]
        return _linear.Forward(x.GlobalAveragePool().Flatten(1));             // logits [N, classes]
    }

    private sealed class DepthwiseSeparable(int inputs, int outputs, int stride) : Module
    {
        private readonly Conv2d _conv1 = new(inputs, inputs, 3, stride, padding: 1, groups: inputs, bias: false);
        private readonly BatchNorm _bn1 = new(inputs);
        private readonly Conv2d _conv2 = new(inputs, outputs, 1, bias: false);
        private readonly BatchNorm _bn2 = new(outputs);

        protected override Tensor Compute(Tensor x)                           // [N, M, H, W]
        {
            x = _bn1.Forward(_conv1.Forward(x)).Relu();                       // [N, M, H/s, W/s]  each channel on its own
            return _bn2.Forward(_conv2.Forward(x)).Relu();                    // [N, O, H/s, W/s]  each pixel on its own
        }
    }
}
