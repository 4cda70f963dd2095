using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>ResNet for 32×32 images (He et al. 2016, arXiv:1512.03385, §4.2): 6n + 2 layers, three stages of n blocks with 16, 32 and 64 channels.</summary>
/// <remarks>
/// Shortcuts have no parameters (option A): where a stage begins they take every other pixel and add channels of zeros,
/// so that the plain network, <c>residual: false</c>, has the very same weights. The paper's figure 6 compares the two:
/// plain networks get worse from 20 to 56 layers, in training already; residual ones get better.
/// Weights start from Kaiming's normal distribution by fan-in (He et al. 2015, arXiv:1502.01852, §2.2), biases from 0.
/// </remarks>
public sealed class ResNetCifar : Module
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly Sequential _layer1;
    private readonly Sequential _layer2;
    private readonly Sequential _layer3;
    private readonly Linear _linear;

    /// <summary>A network for images [channels, H, W] of any size; published for 32×32.</summary>
    /// <param name="depth">The layers with weights, 6n + 2: 20, 32, 44, 56 and 110 in the paper.</param>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="width">The channels of the first stage; each further stage doubles them.</param>
    /// <param name="residual">Whether blocks have shortcuts; without them it is the paper's plain network.</param>
    /// <exception cref="UsageException">The depth is not 6n + 2, or a number is out of range.</exception>
    public ResNetCifar(int depth = 20, int classes = 10, int channels = 3, int width = 16, bool residual = true)
    {
        if (depth < 8 || depth % 6 != 2) throw new UsageException($"ResNetCifar has 6n + 2 layers: 8, 14, 20, …; got {depth}");
        ImageModel.Check("ResNetCifar", classes, channels);
        if (width < 1) throw new UsageException($"ResNetCifar's first stage has at least 1 channel; got {width}");
        _conv1 = new(channels, width, 3, padding: 1, bias: false);
        _bn1 = new(width);
        _layer1 = Stage(width, width, 1);
        _layer2 = Stage(width, 2 * width, 2);
        _layer3 = Stage(2 * width, 4 * width, 2);
        _linear = new(4 * width, classes);
        foreach (var conv in Modules().OfType<Conv2d>()) conv.Weight.Initializer = new KaimingNormal();
        (_linear.Weight.Initializer, _linear.Bias!.Initializer) = (new KaimingNormal(), Constant.Zero);

        Sequential Stage(int inputs, int outputs, int stride) => new(Enumerable.Range(0, (depth - 2) / 6)
            .Select(i => i == 0 ? new Block(inputs, outputs, stride, residual) : new Block(outputs, outputs, 1, residual)));
    }

    /// <summary>A network from options by name: classes, channels, width, residual.</summary>
    public static ResNetCifar Create(ModelOptions options, int depth) => new(
        depth, options.Int("classes", 10), options.Int("channels", 3), options.Int("width", 16), options.Bool("residual", true));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, 32, 32]
    {
        x = _bn1.Forward(_conv1.Forward(x)).Relu();                           // [N, 16, 32, 32]
        x = _layer1.Forward(x);                                               // [N, 16, 32, 32]
        x = _layer2.Forward(x);                                               // [N, 32, 16, 16]
        x = _layer3.Forward(x);                                               // [N, 64, 8, 8]
        return _linear.Forward(x.GlobalAveragePool().Flatten(1));             // logits [N, classes]
    }

    private sealed class Block : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm _bn2;
        private readonly int _stride;
        private readonly bool _residual;

        public Block(int inputs, int outputs, int stride, bool residual)
        {
            (_conv1, _bn1) = (new(inputs, outputs, 3, stride, padding: 1, bias: false), new(outputs));
            (_conv2, _bn2) = (new(outputs, outputs, 3, padding: 1, bias: false), new(outputs));
            (_stride, _residual) = (stride, residual);
        }

        protected override Tensor Compute(Tensor x)                           // [N, C, H, W]
        {
            var f = _bn1.Forward(_conv1.Forward(x)).Relu();                   // [N, O, H/s, W/s]
            f = _bn2.Forward(_conv2.Forward(f));                              // [N, O, H/s, W/s]
            return (_residual ? f + Shortcut(x, f.Shape[1]) : f).Relu();      // [N, O, H/s, W/s]
        }

        // Option A: every s-th pixel, and zeros before and behind the channels of x.
        private Tensor Shortcut(Tensor x, int channels)                       // [N, C, H, W]
        {
            var missing = channels - x.Shape[1];
            if (_stride == 1 && missing == 0) return x;                       // [N, C, H, W]
            x = x.Slice(2, 0, step: _stride).Slice(3, 0, step: _stride);      // [N, C, H/s, W/s]
            return x.Pad([0, missing / 2, 0, 0], [0, missing - missing / 2, 0, 0]); // [N, O, H/s, W/s]
        }
    }
}
