using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>ResNet-18 for 32×32 images (He et al. 2016, arXiv:1512.03385, in pytorch-cifar's form), with <c>squeeze</c> SE-ResNet-18 (Hu et al. 2018, arXiv:1709.01507).</summary>
/// <remarks>
/// The first convolution is 3×3 with stride 1 and no pooling follows: the planes of ImageNet's form would be used up.
/// The squeeze-and-excitation stands before the addition, so that the shortcut stays untouched.
/// </remarks>
public sealed class ResNet18Cifar : Module
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm _bn1;
    private readonly Sequential _layer1;
    private readonly Sequential _layer2;
    private readonly Sequential _layer3;
    private readonly Sequential _layer4;
    private readonly Linear _linear;

    /// <summary>A network for images [channels, H, W].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="squeeze">Whether every block has a squeeze-and-excitation of 1×1 convolutions.</param>
    /// <param name="reduction">What the squeeze divides the channels by.</param>
    /// <param name="width">The channels of the first stage; each further stage doubles them.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public ResNet18Cifar(int classes = 10, int channels = 3, bool squeeze = false, int reduction = 16, int width = 64)
    {
        ImageModel.Check("ResNet18Cifar", classes, channels);
        if (width < 1 || reduction < 1) throw new UsageException($"ResNet18Cifar has a width and a reduction of at least 1; got {width} and {reduction}");
        _conv1 = new(channels, width, 3, padding: 1, bias: false);
        _bn1 = new(width);
        _layer1 = Stage(width, width, 1);
        _layer2 = Stage(width, 2 * width, 2);
        _layer3 = Stage(2 * width, 4 * width, 2);
        _layer4 = Stage(4 * width, 8 * width, 2);
        _linear = new(8 * width, classes);

        Sequential Stage(int inputs, int outputs, int stride) =>
            [new BasicBlock(inputs, outputs, stride, squeeze ? reduction : null), new BasicBlock(outputs, outputs, 1, squeeze ? reduction : null)];
    }

    /// <summary>A network from options by name: classes, channels, squeeze, reduction, width.</summary>
    public static ResNet18Cifar Create(ModelOptions options, bool squeeze = false) => new(
        options.Int("classes", 10), options.Int("channels", 3), options.Bool("squeeze", squeeze), options.Int("reduction", 16), options.Int("width", 64));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                       // [N, 3, 32, 32]
    {
        x = _bn1.Forward(_conv1.Forward(x)).Relu();                                   // [N, 64, 32, 32]
        x = _layer1.Forward(x);                                                       // [N, 64, 32, 32]
        x = _layer2.Forward(x);                                                       // [N, 128, 16, 16]
        x = _layer3.Forward(x);                                                       // [N, 256, 8, 8]
        x = _layer4.Forward(x);                                                       // [N, 512, 4, 4]
        return _linear.Forward(x.GlobalAveragePool().Flatten(1));                     // logits [N, classes]
    }

    private sealed class BasicBlock : Module
    {
        private readonly Conv2d _conv1;
        private readonly BatchNorm _bn1;
        private readonly Conv2d _conv2;
        private readonly BatchNorm _bn2;
        private readonly Sequential _shortcut = [];
        [StateName("")] private readonly SqueezeExcitation? _se;

        public BasicBlock(int inputs, int outputs, int stride, int? reduction)
        {
            (_conv1, _bn1) = (new(inputs, outputs, 3, stride, padding: 1, bias: false), new(outputs));
            (_conv2, _bn2) = (new(outputs, outputs, 3, padding: 1, bias: false), new(outputs));
            if (stride != 1 || inputs != outputs) _shortcut = [new Conv2d(inputs, outputs, 1, stride, bias: false), new BatchNorm(outputs)];
            if (reduction is { } r) _se = new(outputs, r);
        }

        protected override Tensor Compute(Tensor x)                                   // [N, C, H, W]
        {
            var f = _bn1.Forward(_conv1.Forward(x)).Relu();                           // [N, O, H/s, W/s]
            f = _bn2.Forward(_conv2.Forward(f));                                      // [N, O, H/s, W/s]
            if (_se is not null) f = _se.Forward(f);                                  // [N, O, H/s, W/s]
            return (f + _shortcut.Forward(x)).Relu();                                 // [N, O, H/s, W/s]
        }
    }
}
