using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>The course's residual network for digits (after He et al. 2016, arXiv:1512.03385) with the shortcuts that arXiv:1603.05027 compares.</summary>
/// <remarks>
/// A block learns f, what is to be added to its input, not the whole map. The shortcut decides how the input gets
/// through: a factor λ on it is λᴸ behind L blocks, which vanishes or grows, so that the plain sum is the best of the three.
/// </remarks>
public sealed class ResNetMnist : Module
{
    private readonly Conv2d _conv1;
    [StateName("rblock1")] private readonly ResidualBlock _block1;
    private readonly Conv2d _conv2;
    [StateName("rblock2")] private readonly ResidualBlock _block2;
    private readonly Linear _fc;

    /// <summary>A network for images [channels, 28, 28].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="residual">How a block's input is joined with what the block computes.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public ResNetMnist(int classes = 10, int channels = 1, Shortcut residual = Shortcut.Plain)
    {
        ImageModel.Check("ResNetMnist", classes, channels);
        _conv1 = new(channels, 16, 5);
        _block1 = new(16, residual);
        _conv2 = new(16, 32, 5);
        _block2 = new(32, residual);
        _fc = new(32 * 4 * 4, classes);
    }

    /// <summary>A network from options by name: classes, channels, residual.</summary>
    public static ResNetMnist Create(ModelOptions options, Shortcut residual = Shortcut.Plain) =>
        new(options.Int("classes", 10), options.Int("channels", 1), options.Choice("residual", residual));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 1, 28, 28]
    {
        x = _conv1.Forward(x).Relu().MaxPool(2);                              // [N, 16, 12, 12]
        x = _block1.Forward(x);                                               // [N, 16, 12, 12]
        x = _conv2.Forward(x).Relu().MaxPool(2);                              // [N, 32, 4, 4]
        x = _block2.Forward(x);                                               // [N, 32, 4, 4]
        return _fc.Forward(x.Flatten(1));                                     // logits [N, classes]
    }

    private sealed class ResidualBlock : Module
    {
        private readonly Conv2d _conv1, _conv2;
        private readonly Conv2d? _conv3;
        private readonly Shortcut _residual;

        public ResidualBlock(int channels, Shortcut residual)
        {
            _conv1 = new(channels, channels, 3, padding: 1);
            _conv2 = new(channels, channels, 3, padding: 1);
            if (residual == Shortcut.ConvShortcut) _conv3 = new(channels, channels, 1);
            _residual = residual;
        }

        protected override Tensor Compute(Tensor x)                           // [N, C, H, W]
        {
            var f = _conv2.Forward(_conv1.Forward(x).Relu());                 // [N, C, H, W]
            return _residual switch
            {
                Shortcut.ConstantScaling => (0.5 * (x + f)).Relu(),           // [N, C, H, W]
                Shortcut.ConvShortcut => (_conv3!.Forward(x) + f).Relu(),     // [N, C, H, W]
                _ => (x + f).Relu(),                                          // [N, C, H, W]
            };
        }
    }
}

/// <summary>How a residual block's input x is joined with f, what the block computes of it.</summary>
public enum Shortcut
{
    /// <summary>ReLU(x + f).</summary>
    Plain,
    /// <summary>ReLU(0.5·(x + f)).</summary>
    ConstantScaling,
    /// <summary>ReLU(conv(x) + f), the convolution 1×1.</summary>
    ConvShortcut,
}
