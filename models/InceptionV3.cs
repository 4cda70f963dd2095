using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>Inception v3 (Szegedy et al. 2016, arXiv:1512.00567, table 1), named as torchvision's: large windows taken apart into small and into thin ones.</summary>
/// <remarks>
/// Two 3×3 convolutions see what a 5×5 sees with 18 weights in place of 25, a row of 7 and a column of 7 see 7×7 with 14
/// in place of 49, and a nonlinearity more stands between them (§3). The planes are halved by convolution and pooling side
/// by side (§5), so that no layer is a bottleneck. The auxiliary head stands on the last 17×17 planes.
/// </remarks>
public sealed class InceptionV3 : Module, IAuxiliaryHeads
{
    [StateName("Conv2d_1a_3x3")] private readonly BasicConv _conv1a;
    [StateName("Conv2d_2a_3x3")] private readonly BasicConv _conv2a;
    [StateName("Conv2d_2b_3x3")] private readonly BasicConv _conv2b;
    [StateName("Conv2d_3b_1x1")] private readonly BasicConv _conv3b;
    [StateName("Conv2d_4a_3x3")] private readonly BasicConv _conv4a;
    [StateName("Mixed_5b")] private readonly InceptionA _mixed5b = new(192, pool: 32);
    [StateName("Mixed_5c")] private readonly InceptionA _mixed5c = new(256, pool: 64);
    [StateName("Mixed_5d")] private readonly InceptionA _mixed5d = new(288, pool: 64);
    [StateName("Mixed_6a")] private readonly InceptionB _mixed6a = new(288);
    [StateName("Mixed_6b")] private readonly InceptionC _mixed6b = new(768, width: 128);
    [StateName("Mixed_6c")] private readonly InceptionC _mixed6c = new(768, width: 160);
    [StateName("Mixed_6d")] private readonly InceptionC _mixed6d = new(768, width: 160);
    [StateName("Mixed_6e")] private readonly InceptionC _mixed6e = new(768, width: 192);
    [StateName("AuxLogits")] private readonly Head? _auxiliary;
    [StateName("Mixed_7a")] private readonly InceptionD _mixed7a = new(768);
    [StateName("Mixed_7b")] private readonly InceptionE _mixed7b = new(1280);
    [StateName("Mixed_7c")] private readonly InceptionE _mixed7c = new(2048);
    private readonly Dropout _dropout;
    private readonly Linear _fc;

    /// <summary>A network for images [channels, H, W] of at least 75 pixels a side; to train it with the head takes about 299.</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="auxiliary">Whether there is an auxiliary head.</param>
    /// <param name="dropout">The rate of the dropout before the last layer.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public InceptionV3(int classes = 1000, int channels = 3, bool auxiliary = false, double dropout = 0.5)
    {
        ImageModel.Check("InceptionV3", classes, channels);
        _conv1a = new(channels, 32, 3, stride: 2);
        _conv2a = new(32, 32, 3);
        _conv2b = new(32, 64, 3, padding: 1);
        _conv3b = new(64, 80, 1);
        _conv4a = new(80, 192, 3);
        _dropout = new(dropout);
        _fc = new(2048, classes);
        if (auxiliary) _auxiliary = new(768, classes);
        InitialWeights.OfInception(this, 0.1);
        _auxiliary?.Draw();
    }

    /// <summary>A network from options by name: classes, channels, auxiliary, dropout.</summary>
    public static InceptionV3 Create(ModelOptions options) =>
        new(options.Int("classes", 1000), options.Int("channels", 3), options.Bool("auxiliary", false), options.Double("dropout", 0.5));

    /// <inheritdoc/>
    public IReadOnlyList<Module> AuxiliaryHeads => _auxiliary is null ? [] : [_auxiliary];

    /// <inheritdoc/>
    public double AuxiliaryWeight => 0.3;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, 299, 299]
    {
        x = _conv1a.Forward(x);                                               // [N, 32, 149, 149]
        x = _conv2a.Forward(x);                                               // [N, 32, 147, 147]
        x = _conv2b.Forward(x).MaxPool(3, stride: 2);                         // [N, 64, 73, 73]
        x = _conv3b.Forward(x);                                               // [N, 80, 73, 73]
        x = _conv4a.Forward(x).MaxPool(3, stride: 2);                         // [N, 192, 35, 35]
        x = _mixed5b.Forward(x);                                              // [N, 256, 35, 35]
        x = _mixed5c.Forward(x);                                              // [N, 288, 35, 35]
        x = _mixed5d.Forward(x);                                              // [N, 288, 35, 35]
        x = _mixed6a.Forward(x);                                              // [N, 768, 17, 17]
        x = _mixed6b.Forward(x);                                              // [N, 768, 17, 17]
        x = _mixed6c.Forward(x);                                              // [N, 768, 17, 17]
        x = _mixed6d.Forward(x);                                              // [N, 768, 17, 17]
        x = _mixed6e.Forward(x);                                              // [N, 768, 17, 17]
        if (IsTraining) _auxiliary?.Forward(x);                               // logits [N, classes], for whoever hooks the head
        x = _mixed7a.Forward(x);                                              // [N, 1280, 8, 8]
        x = _mixed7b.Forward(x);                                              // [N, 2048, 8, 8]
        x = _mixed7c.Forward(x);                                              // [N, 2048, 8, 8]
        x = _dropout.Forward(x.GlobalAveragePool().Flatten(1));               // [N, 2048]
        return _fc.Forward(x);                                                // logits [N, classes]
    }

    private sealed class Head(int inputs, int classes) : Module
    {
        private readonly BasicConv _conv0 = new(inputs, 128, 1);
        private readonly BasicConv _conv1 = new(128, 768, 5);
        private readonly Linear _fc = new(768, classes);

        /// <summary>Smaller first weights than the trunk's.</summary>
        public void Draw() => (_conv1.Weight.Initializer, _fc.Weight.Initializer) = (new Normal(0, 0.01), new Normal(0, 0.001));

        protected override Tensor Compute(Tensor x)                           // [N, 768, 17, 17]
        {
            x = _conv0.Forward(x.AveragePool(5, stride: 3));                  // [N, 128, 5, 5]
            x = _conv1.Forward(x);                                            // [N, 768, 1, 1]
            return _fc.Forward(x.GlobalAveragePool().Flatten(1));             // logits [N, classes]
        }
    }
}
