using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>GoogLeNet as it was published (Szegedy et al. 2015, arXiv:1409.4842, table 1): local response normalization, biases, two auxiliary heads.</summary>
/// <remarks>
/// Before batch normalization a network of 22 layers did not train by itself: two small classifiers on the inner planes
/// bring gradient to the first layers, their losses weighted by 0.3 (§5). They run in training alone. The paper gives no
/// numbers for the local response normalization; they are those of its source (Krizhevsky et al. 2012, §3.3). The first
/// weights are those of the Caffe network that was published along: ±√(3/fanIn), biases 0.2.
/// </remarks>
public sealed class GoogLeNet2014 : Module, IAuxiliaryHeads
{
    private readonly ConvRelu _conv1;
    private readonly ConvRelu _conv2;
    private readonly ConvRelu _conv3;
    private readonly InceptionModule _inception3a, _inception3b;
    private readonly InceptionModule _inception4a, _inception4b, _inception4c, _inception4d, _inception4e;
    private readonly InceptionModule _inception5a, _inception5b;
    private readonly Head? _aux1;
    private readonly Head? _aux2;
    private readonly Dropout _dropout;
    private readonly Linear _fc;
    private readonly MaxPool _pool = new(3, stride: 2, ceilMode: true);
    private readonly LocalResponseNorm _norm = new(5, alpha: 5e-4, beta: 0.75, k: 2);

    /// <summary>A network for images [channels, size, size].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="auxiliary">Whether there are auxiliary heads.</param>
    /// <param name="size">The image's side, on which the heads' linear layers depend.</param>
    /// <param name="alpha">What multiplies the width of every layer: 1 in the paper.</param>
    /// <param name="dropout">The rate of the dropout before the last layer; the heads' is 0.7.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public GoogLeNet2014(
        int classes = 1000, int channels = 3, bool auxiliary = true, int size = 224, double alpha = 1, double dropout = 0.4)
    {
        ImageModel.Check("GoogLeNet2014", classes, channels, alpha);
        var least = auxiliary ? 80 : 32;
        if (size < least) throw new UsageException($"GoogLeNet2014{(auxiliary ? " with auxiliary heads" : "")} takes images of at least {least} pixels a side; got {size}");

        _conv1 = new(channels, Thin(64), 7, stride: 2);
        _conv2 = new(Thin(64), Thin(64), 1);
        _conv3 = new(Thin(64), Thin(192), 3);
        var width = Thin(192);
        _inception3a = Next(InceptionRow.Row3A);
        _inception3b = Next(InceptionRow.Row3B);
        _inception4a = Next(InceptionRow.Row4A);
        if (auxiliary) _aux1 = NewHead();
        _inception4b = Next(InceptionRow.Row4B);
        _inception4c = Next(InceptionRow.Row4C);
        _inception4d = Next(InceptionRow.Row4D);
        if (auxiliary) _aux2 = NewHead();
        _inception4e = Next(InceptionRow.Row4E);
        _inception5a = Next(InceptionRow.Row5A);
        _inception5b = Next(InceptionRow.Row5B);
        _dropout = new(dropout);
        _fc = new(width, classes);
        foreach (var module in this.Modules()) Draw(module);

        int Thin(int full) => WidthMultiplier.Thin(full, alpha);

        InceptionModule Next(InceptionRow row)
        {
            var module = new InceptionModule(width, row.Thin(alpha), (i, o, kernel) => new ConvRelu(i, o, kernel));
            width = row.Thin(alpha).Outputs;
            return module;
        }

        // Halved four times, odd sides once up and then down: 14 of 224.
        Head NewHead() => new(width, (size + 1) / 16, Thin(128), Thin(1024), classes);
    }

    /// <summary>A network from options by name: classes, channels, auxiliary, size, alpha, dropout.</summary>
    public static GoogLeNet2014 Create(ModelOptions options) => new(
        options.Int("classes", 1000), options.Int("channels", 3), options.Bool("auxiliary", true), options.Int("size", 224),
        options.Double("alpha", 1), options.Double("dropout", 0.4));

    /// <summary>One example's shape [channels, size, size] for the same options.</summary>
    public static Shape InputShape(ModelOptions options) => [options.Int("channels", 3), options.Int("size", 224), options.Int("size", 224)];

    /// <inheritdoc/>
    public IReadOnlyList<Module> AuxiliaryHeads => _aux1 is null ? [] : [_aux1, _aux2!];

    /// <inheritdoc/>
    public double AuxiliaryWeight => 0.3;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, 224, 224]
    {
        x = _norm.Forward(_pool.Forward(_conv1.Forward(x)));                  // [N, 64, 56, 56]
        x = _norm.Forward(_conv3.Forward(_conv2.Forward(x)));                 // [N, 192, 56, 56]
        x = _inception3a.Forward(_pool.Forward(x));                           // [N, 256, 28, 28]
        x = _inception3b.Forward(x);                                          // [N, 480, 28, 28]
        x = _inception4a.Forward(_pool.Forward(x));                           // [N, 512, 14, 14]
        if (IsTraining) _aux1?.Forward(x);                                    // logits [N, classes], for whoever hooks the head
        x = _inception4b.Forward(x);                                          // [N, 512, 14, 14]
        x = _inception4c.Forward(x);                                          // [N, 512, 14, 14]
        x = _inception4d.Forward(x);                                          // [N, 528, 14, 14]
        if (IsTraining) _aux2?.Forward(x);                                    // logits [N, classes]
        x = _inception4e.Forward(x);                                          // [N, 832, 14, 14]
        x = _inception5a.Forward(_pool.Forward(x));                           // [N, 832, 7, 7]
        x = _inception5b.Forward(x);                                          // [N, 1024, 7, 7]
        x = _dropout.Forward(x.GlobalAveragePool().Flatten(1));               // [N, 1024]
        return _fc.Forward(x);                                                // logits [N, classes]
    }

    private static void Draw(ModuleBase module)
    {
        var (weight, bias) = module switch { Convolution c => (c.Weight, c.Bias), Linear l => (l.Weight, l.Bias), _ => (null, null) };
        weight?.Initializer = new KaimingUniform(Slope: 1);
        bias?.Initializer = new Constant(0.2);
    }

    private sealed class ConvRelu(int inputs, int outputs, int kernel, int stride = 1) : Module
    {
        private readonly Conv2d _conv = new(inputs, outputs, kernel, stride, padding: kernel / 2);

        protected override Tensor Compute(Tensor x) => _conv.Forward(x).Relu();       // [N, O, H/s, W/s]
    }

    // §5: average pooling 5×5 of stride 3, a 1×1 convolution, a hidden layer, dropout 0.7, a linear layer.
    private sealed class Head : Module
    {
        private readonly ConvRelu _conv;
        private readonly Linear _fc1;
        private readonly Linear _fc2;
        private readonly Dropout _dropout = new(0.7);

        public Head(int inputs, int side, int width, int hidden, int classes)
        {
            var pooled = (side - 5) / 3 + 1;
            _conv = new(inputs, width, 1);
            _fc1 = new(width * pooled * pooled, hidden);
            _fc2 = new(hidden, classes);
        }

        protected override Tensor Compute(Tensor x)                           // [N, C, 14, 14]
        {
            x = _conv.Forward(x.AveragePool(5, stride: 3));                   // [N, 128, 4, 4]
            x = _dropout.Forward(_fc1.Forward(x.Flatten(1)).Relu());          // [N, 1024]
            return _fc2.Forward(x);                                           // logits [N, classes]
        }
    }
}
