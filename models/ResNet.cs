using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>ResNet (He et al. 2016, arXiv:1512.03385, table 1): blocks that learn what is to be added to their input, y = ReLU(F(x) + x), in four stages.</summary>
/// <remarks>
/// The gradient dL/dx = dL/dy·(1 + F′(x)) has a path through every block that nothing shrinks: that is why 152 layers
/// can be trained where 56 plain ones are worse than 20. 18 and 34 layers are built of two 3×3 convolutions per block,
/// 50 and more of a bottleneck 1×1, 3×3, 1×1. In torchvision's form the 3×3 convolution takes the stride.
/// ResNeXt (Xie et al. 2017, arXiv:1611.05431, table 1) splits the bottleneck's 3×3 convolution into groups;
/// SE-ResNet (Hu et al. 2018, arXiv:1709.01507, fig. 3) gates F(x) before the addition.
/// Convolutions start from Kaiming's normal distribution by fan-out, as torchvision's.
/// </remarks>
public sealed class ResNet : Module
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly Sequential _layer1;
    private readonly Sequential _layer2;
    private readonly Sequential _layer3;
    private readonly Sequential _layer4;
    private readonly Linear _fc;

    /// <summary>A network for images [channels, H, W] of any size; published for 224×224.</summary>
    /// <param name="depth">The layers with weights: 18, 34, 50, 101 or 152.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="width">The channels of the first stage; each further stage doubles them, a bottleneck gives four times as many.</param>
    /// <param name="groups">The groups of a bottleneck's 3×3 convolution: ResNeXt's cardinality.</param>
    /// <param name="widthPerGroup">The channels of a group where the stage has 64.</param>
    /// <param name="squeeze">Whether every block has a squeeze-and-excitation of 1×1 convolutions.</param>
    /// <param name="zeroInit">Whether each block's last normalization starts with weight 0, F(x) = 0 (Goyal et al. 2017, arXiv:1706.02677, §5.1).</param>
    /// <exception cref="UsageException">There is no such depth, or a number is out of range.</exception>
    public ResNet(
        int depth, int classes = 1000, int channels = 3, int width = 64, int groups = 1, int widthPerGroup = 64,
        bool squeeze = false, bool zeroInit = false)
    {
        int[] blocks = depth switch
        {
            18 => [2, 2, 2, 2],
            34 or 50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            152 => [3, 8, 36, 3],
            _ => throw new UsageException($"ResNet has 18, 34, 50, 101 or 152 layers; got {depth}"),
        };
        ImageModel.Check("ResNet", classes, channels);
        if (width < 1) throw new UsageException($"ResNet's first stage has at least 1 channel; got {width}");
        var isDeep = depth >= 50;
        if (!isDeep && (groups, widthPerGroup) != (1, 64))
            throw new UsageException($"ResNet-{depth} has no bottlenecks that could be split into groups; take 50, 101 or 152 layers");
        if (groups < 1 || width * widthPerGroup < 64)
            throw new UsageException($"ResNet: {groups} groups of {width}·{widthPerGroup}/64 channels; both are at least 1");

        _conv1 = new(channels, width, 7, stride: 2, padding: 3, bias: false);
        _bn1 = new(width);
        var inputs = width;
        _layer1 = Stage(blocks[0], width, 1);
        _layer2 = Stage(blocks[1], 2 * width, 2);
        _layer3 = Stage(blocks[2], 4 * width, 2);
        _layer4 = Stage(blocks[3], 8 * width, 2);
        _fc = new(inputs, classes);
        foreach (var conv in Modules().OfType<Conv2d>()) conv.Weight.Initializer = new KaimingNormal(Mode: FanMode.Out);

        Sequential Stage(int count, int planes, int stride) =>
            new(Enumerable.Range(0, count).Select(i => Block(planes, i == 0 ? stride : 1)));

        Module Block(int planes, int stride)
        {
            Module block = isDeep
                ? new Bottleneck(inputs, planes * widthPerGroup / 64 * groups, 4 * planes, stride, groups, squeeze, zeroInit)
                : new BasicBlock(inputs, planes, stride, squeeze, zeroInit);
            inputs = isDeep ? 4 * planes : planes;
            return block;
        }
    }

    /// <summary>A network from options by name: classes, channels, width, zeroInit.</summary>
    public static ResNet Create(ModelOptions options, int depth, int groups = 1, int widthPerGroup = 64, bool squeeze = false) => new(
        depth, options.Int("classes", 1000), options.Int("channels", 3), options.Int("width", 64), groups, widthPerGroup, squeeze,
        options.Bool("zeroInit", false));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, H, W]
    {
        x = _bn1.Forward(_conv1.Forward(x)).Relu();                           // [N, 64, H/2, W/2]
        x = x.MaxPool(3, stride: 2, padding: 1);                              // [N, 64, H/4, W/4]
        x = _layer1.Forward(x);                                               // [N, 64·e, H/4, W/4], e = 4 with bottlenecks, else 1
        x = _layer2.Forward(x);                                               // [N, 128·e, H/8, W/8]
        x = _layer3.Forward(x);                                               // [N, 256·e, H/16, W/16]
        x = _layer4.Forward(x);                                               // [N, 512·e, H/32, W/32]
        return _fc.Forward(x.GlobalAveragePool().Flatten(1));                 // logits [N, classes]
    }

    // The shortcut where x and F(x) have different shapes (option B of §3.3); an empty sequence is the identity.
    private static Sequential? Projection(int inputs, int outputs, int stride) => stride == 1 && inputs == outputs
        ? null
        : [new Conv2d(inputs, outputs, 1, stride, bias: false), new BatchNorm(outputs)];

    private static SqueezeExcitation? Gate(int channels, bool squeeze) => squeeze ? new(channels) : null;

    // ReLU(gate(F(x)) + shortcut(x)).
    private static Tensor Join(Tensor f, Tensor x, SqueezeExcitation? gate, Sequential? shortcut)
    {
        if (gate is not null) f = gate.Forward(f);
        return (f + (shortcut?.Forward(x) ?? x)).Relu();
    }

    private static void StartAtZero(BatchNorm last) => last.Weight!.Initializer = Constant.Zero;

    // Fig. 5, left.
    private sealed class BasicBlock : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm _bn2;
        private readonly Sequential? _downsample;
        [StateName("se_module")] private readonly SqueezeExcitation? _gate;

        public BasicBlock(int inputs, int outputs, int stride, bool squeeze, bool zeroInit)
        {
            (_conv1, _bn1) = (new(inputs, outputs, 3, stride, padding: 1, bias: false), new(outputs));
            (_conv2, _bn2) = (new(outputs, outputs, 3, padding: 1, bias: false), new(outputs));
            (_downsample, _gate) = (Projection(inputs, outputs, stride), Gate(outputs, squeeze));
            if (zeroInit) StartAtZero(_bn2);
        }

        protected override Tensor Compute(Tensor x)                           // [N, C, H, W]
        {
            var f = _bn1.Forward(_conv1.Forward(x)).Relu();                   // [N, O, H/s, W/s]
            f = _bn2.Forward(_conv2.Forward(f));                              // [N, O, H/s, W/s]
            return Join(f, x, _gate, _downsample);                            // [N, O, H/s, W/s]
        }
    }

    // Fig. 5, right: the 3×3 convolution works on few channels, which 1×1 convolutions make of many and turn back into many.
    private sealed class Bottleneck : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm _bn2;
        private readonly Conv2d _conv3;
        private readonly BatchNorm _bn3;
        private readonly Sequential? _downsample;
        [StateName("se_module")] private readonly SqueezeExcitation? _gate;

        public Bottleneck(int inputs, int inner, int outputs, int stride, int groups, bool squeeze, bool zeroInit)
        {
            (_conv1, _bn1) = (new(inputs, inner, 1, bias: false), new(inner));
            (_conv2, _bn2) = (new(inner, inner, 3, stride, padding: 1, groups: groups, bias: false), new(inner));
            (_conv3, _bn3) = (new(inner, outputs, 1, bias: false), new(outputs));
            (_downsample, _gate) = (Projection(inputs, outputs, stride), Gate(outputs, squeeze));
            if (zeroInit) StartAtZero(_bn3);
        }

        protected override Tensor Compute(Tensor x)                           // [N, C, H, W]
        {
            var f = _bn1.Forward(_conv1.Forward(x)).Relu();                   // [N, M, H, W]
            f = _bn2.Forward(_conv2.Forward(f)).Relu();                       // [N, M, H/s, W/s]
            f = _bn3.Forward(_conv3.Forward(f));                              // [N, O, H/s, W/s]
            return Join(f, x, _gate, _downsample);                            // [N, O, H/s, W/s]
        }
    }
}
