using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>HybridSN (Roy et al. 2020, arXiv:1902.06701): three 3-D convolutions over bands and space, then one 2-D over space.</summary>
/// <remarks>
/// With batch normalization after each convolution; <c>batchNorm: false</c> is the paper's network. No convolution is
/// padded: the depth shrinks by 6, 4 and 2, the window by 2 each time. The smallest input is 13 bands in a window of 9.
/// </remarks>
public sealed class HybridSN : Module
{
    private readonly Conv3d _conv1;
    private readonly BatchNorm? _bn1;
    private readonly SqueezeExcitation? _se1;
    private readonly Conv3d? _shortcut1;
    private readonly Conv3d _conv2;
    private readonly BatchNorm? _bn2;
    private readonly SqueezeExcitation? _se2;
    private readonly Conv3d? _shortcut2;
    private readonly Conv3d _conv3;
    private readonly BatchNorm? _bn3;
    private readonly SqueezeExcitation? _se3;
    private readonly Conv3d? _shortcut3;
    private readonly Conv3d? _convDeep;
    private readonly BatchNorm? _bnDeep;
    private readonly Conv2d _conv4;
    private readonly BatchNorm? _bn4;
    private readonly SqueezeExcitation? _se4;
    private readonly Linear _fc1;
    private readonly Linear _fc2;
    private readonly Linear _fc3;
    private readonly Dropout _dropout;

    /// <summary>A network for patches [1, bands, window, window].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="bands">The bands (principal components) of a patch, at least 13.</param>
    /// <param name="window">The side of a patch, odd and at least 9.</param>
    /// <param name="bias">Whether the three 3-D convolutions have a bias.</param>
    /// <param name="batchNorm">Whether each convolution is followed by batch normalization.</param>
    /// <param name="squeeze">Whether a squeeze-and-excitation block follows each convolution.</param>
    /// <param name="residual">Whether each 3-D convolution has a shortcut: a 1×1×1 convolution of its input's middle.</param>
    /// <param name="deeper">Whether a fourth 3-D convolution, 3×3×3 and padded, follows the third.</param>
    /// <param name="dropout">The rate of the two dropouts.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public HybridSN(
        int classes = 16, int bands = 30, int window = 25, bool bias = true, bool batchNorm = true,
        bool squeeze = false, bool residual = false, bool deeper = false, double dropout = 0.4)
    {
        if (classes < 2) throw new UsageException($"HybridSN tells at least 2 classes apart; got {classes}");
        if (bands < 13) throw new UsageException($"HybridSN's 3-D convolutions need at least 13 bands; got {bands}");
        if (window < 9 || window % 2 == 0) throw new UsageException($"HybridSN's window is odd and at least 9; got {window}");

        _conv1 = new Conv3d(1, 8, (7, 3, 3), bias: bias);
        _conv2 = new Conv3d(8, 16, (5, 3, 3), bias: bias);
        _conv3 = new Conv3d(16, 32, (3, 3, 3), bias: bias);
        _conv4 = new Conv2d(32 * (bands - 12), 64, 3);
        if (batchNorm) (_bn1, _bn2, _bn3, _bn4) = (new(8), new(16), new(32), new(64));
        if (squeeze) (_se1, _se2, _se3, _se4) = (Squeeze(8), Squeeze(16), Squeeze(32), Squeeze(64));
        if (residual) (_shortcut1, _shortcut2, _shortcut3) = (new(1, 8, 1, bias: false), new(8, 16, 1, bias: false), new(16, 32, 1, bias: false));
        if (deeper) _convDeep = new Conv3d(32, 32, 3, padding: 1, bias: bias);
        if (deeper && batchNorm) _bnDeep = new(32);
        _fc1 = new Linear(64 * (window - 8) * (window - 8), 256);
        _fc2 = new Linear(256, 128);
        _fc3 = new Linear(128, classes);
        _dropout = new Dropout(dropout);
    }

    /// <summary>A network from options by name: classes, bands, window, bias, batchNorm, squeeze, residual, deeper, dropout.</summary>
    public static HybridSN Create(ModelOptions options, int classes = 16, int bands = 30, int window = 25) => new(
        options.Int("classes", classes), options.Int("bands", bands), options.Int("window", window), options.Bool("bias", true),
        options.Bool("batchNorm", true), options.Bool("squeeze", false), options.Bool("residual", false),
        options.Bool("deeper", false), options.Double("dropout", 0.4));

    /// <summary>One example's shape [1, bands, window, window] for the same options.</summary>
    public static Shape InputShape(ModelOptions options, int bands = 30, int window = 25) =>
        [1, options.Int("bands", bands), options.Int("window", window), options.Int("window", window)];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 1, B, S, S]
    {
        x = Block(x, _conv1, _bn1, _se1, _shortcut1);                         // [N,  8, B-6,  S-2, S-2]
        x = Block(x, _conv2, _bn2, _se2, _shortcut2);                         // [N, 16, B-10, S-4, S-4]
        x = Block(x, _conv3, _bn3, _se3, _shortcut3);                         // [N, 32, B-12, S-6, S-6]
        if (_convDeep is not null) x = Block(x, _convDeep, _bnDeep, null, null);
        x = x.Flatten(1, 2);                                                  // [N, 32·(B-12), S-6, S-6]: depth joins the channels
        x = Block(x, _conv4, _bn4, _se4, null);                               // [N, 64, S-8, S-8]
        x = _dropout.Forward(_fc1.Forward(x.Flatten(1))).Relu();              // [N, 256]
        x = _dropout.Forward(_fc2.Forward(x)).Relu();                         // [N, 128]
        return _fc3.Forward(x);                                               // logits [N, classes]
    }

    private static SqueezeExcitation Squeeze(int channels) => new(channels, reduction: 4, linear: true);

    // ReLU(SE(BN(conv(x))) + shortcut(the part of x under the windows' middles)); what is absent is left out.
    private static Tensor Block(Tensor x, Module conv, BatchNorm? bn, SqueezeExcitation? se, Conv3d? shortcut)
    {
        var y = conv.Forward(x);
        if (bn is not null) y = bn.Forward(y);
        if (se is not null) y = se.Forward(y);
        if (shortcut is not null) y += shortcut.Forward(Middle(x, y.Shape));
        return y.Relu();
    }

    private static Tensor Middle(Tensor x, Shape target)
    {
        for (var dim = 2; dim < x.Rank; dim++)
        {
            var start = (x.Shape[dim] - target[dim]) / 2;
            x = x.Slice(dim, start, start + target[dim]);
        }
        return x;
    }
}
