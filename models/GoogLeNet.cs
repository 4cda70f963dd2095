using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>GoogLeNet (Szegedy et al. 2015, arXiv:1409.4842) with batch normalization, as torchvision has it; with <c>squeeze</c> SE-Inception (Hu et al. 2018, arXiv:1709.01507, §4, fig. 2).</summary>
/// <remarks>
/// Batch normalization after every convolution stands in for the local response normalization and for the biases. The
/// third branch's window is 3×3 and the last pooling 2×2, as in torchvision. A squeeze-and-excitation reweighs the joined
/// channels of each inception module. <see cref="GoogLeNet2014"/> is the network of the paper.
/// </remarks>
public sealed class GoogLeNet : Module, IAuxiliaryHeads
{
    private readonly BasicConv _conv1;
    private readonly BasicConv _conv2;
    private readonly BasicConv _conv3;
    private readonly InceptionModule _inception3a, _inception3b;
    private readonly InceptionModule _inception4a, _inception4b, _inception4c, _inception4d, _inception4e;
    private readonly InceptionModule _inception5a, _inception5b;
    private readonly Head? _aux1;
    private readonly Head? _aux2;
    private readonly Dropout _dropout;
    private readonly Linear _fc;
    private readonly MaxPool _pool = new(3, stride: 2, ceilMode: true);
    private readonly MaxPool _lastPool = new(2, stride: 2, ceilMode: true);

    /// <summary>A network for images [channels, H, W] of any size.</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="auxiliary">Whether there are auxiliary heads.</param>
    /// <param name="squeeze">Whether a squeeze-and-excitation follows each inception module.</param>
    /// <param name="reduction">What the squeeze divides the channels by.</param>
    /// <param name="alpha">What multiplies the width of every layer: 1 in the paper.</param>
    /// <param name="dropout">The rate of the dropout before the last layer; the heads' is 0.7.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public GoogLeNet(
        int classes = 1000, int channels = 3, bool auxiliary = false, bool squeeze = false, int reduction = 16, double alpha = 1,
        double dropout = 0.2)
    {
        ImageModel.Check("GoogLeNet", classes, channels, alpha);
        if (reduction < 1) throw new UsageException($"GoogLeNet's reduction is at least 1; got {reduction}");

        _conv1 = new(channels, Thin(64), 7, stride: 2, padding: 3);
        _conv2 = new(Thin(64), Thin(64), 1);
        _conv3 = BasicConv.Same(Thin(64), Thin(192), 3);
        var width = Thin(192);
        _inception3a = Next(InceptionRow.Row3A);
        _inception3b = Next(InceptionRow.Row3B);
        _inception4a = Next(InceptionRow.Row4A);
        if (auxiliary) _aux1 = new(width, Thin(128), Thin(1024), classes);
        _inception4b = Next(InceptionRow.Row4B);
        _inception4c = Next(InceptionRow.Row4C);
        _inception4d = Next(InceptionRow.Row4D);
        if (auxiliary) _aux2 = new(width, Thin(128), Thin(1024), classes);
        _inception4e = Next(InceptionRow.Row4E);
        _inception5a = Next(InceptionRow.Row5A);
        _inception5b = Next(InceptionRow.Row5B);
        _dropout = new(dropout);
        _fc = new(width, classes);
        InitialWeights.OfInception(this, 0.01);

        int Thin(int full) => WidthMultiplier.Thin(full, alpha);

        InceptionModule Next(InceptionRow row)
        {
            var module = new InceptionModule(
                width, row.Thin(alpha), (i, o, kernel) => BasicConv.Same(i, o, kernel), large: 3, squeeze ? reduction : null);
            width = row.Thin(alpha).Outputs;
            return module;
        }
    }

    /// <summary>A network from options by name: classes, channels, auxiliary, squeeze, reduction, alpha, dropout.</summary>
    public static GoogLeNet Create(ModelOptions options, bool squeeze = false) => new(
        options.Int("classes", 1000), options.Int("channels", 3), options.Bool("auxiliary", false), options.Bool("squeeze", squeeze),
        options.Int("reduction", 16), options.Double("alpha", 1), options.Double("dropout", 0.2));

    /// <inheritdoc/>
    public IReadOnlyList<Module> AuxiliaryHeads => _aux1 is null ? [] : [_aux1, _aux2!];

    /// <inheritdoc/>
    public double AuxiliaryWeight => 0.3;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, 224, 224]
    {
        x = _pool.Forward(_conv1.Forward(x));                                 // [N, 64, 56, 56]
        x = _conv3.Forward(_conv2.Forward(x));                                // [N, 192, 56, 56]
        x = _inception3a.Forward(_pool.Forward(x));                           // [N, 256, 28, 28]
        x = _inception3b.Forward(x);                                          // [N, 480, 28, 28]
        x = _inception4a.Forward(_pool.Forward(x));                           // [N, 512, 14, 14]
        if (IsTraining) _aux1?.Forward(x);                                    // logits [N, classes], for whoever hooks the head
        x = _inception4b.Forward(x);                                          // [N, 512, 14, 14]
        x = _inception4c.Forward(x);                                          // [N, 512, 14, 14]
        x = _inception4d.Forward(x);                                          // [N, 528, 14, 14]
        if (IsTraining) _aux2?.Forward(x);                                    // logits [N, classes]
        x = _inception4e.Forward(x);                                          // [N, 832, 14, 14]
        x = _inception5a.Forward(_lastPool.Forward(x));                       // [N, 832, 7, 7]
        x = _inception5b.Forward(x);                                          // [N, 1024, 7, 7]
        x = _dropout.Forward(x.GlobalAveragePool().Flatten(1));               // [N, 1024]
        return _fc.Forward(x);                                                // logits [N, classes]
    }

    // The paper's head (§5), its average pooling adaptive, so that any image will do.
    private sealed class Head(int inputs, int width, int hidden, int classes) : Module
    {
        private readonly BasicConv _conv = new(inputs, width, 1);
        private readonly Linear _fc1 = new(width * 4 * 4, hidden);
        private readonly Linear _fc2 = new(hidden, classes);
        private readonly Dropout _dropout = new(0.7);

        protected override Tensor Compute(Tensor x)                           // [N, C, H, W]
        {
            x = _conv.Forward(x.AdaptiveAveragePool(4));                      // [N, 128, 4, 4]
            x = _dropout.Forward(_fc1.Forward(x.Flatten(1)).Relu());          // [N, 1024]
            return _fc2.Forward(x);                                           // logits [N, classes]
        }
    }
}
