using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>VGG-16 (Simonyan and Zisserman 2015, arXiv:1409.1556, table 1, column D): thirteen 3×3 convolutions in five blocks, each ended by a pooling, and three linear layers.</summary>
/// <remarks>
/// Two 3×3 convolutions see as far as one 5×5, three as one 7×7, with fewer weights and a ReLU between (§2.3). Of its 138
/// million parameters 103 million stand in the first linear layer. As in torchvision the planes are averaged to 7×7
/// before it, so that images of any size from 32×32 on are taken; at 224×224 there is nothing to average.
/// Weights start as torchvision's: convolutions by Kaiming over the outputs, linear layers from N(0, 0.01²), biases from 0.
/// </remarks>
public sealed class Vgg16 : Module
{
    // Column D: the convolutions of each block, and their channels in multiples of the first block's.
    private static readonly (int Convolutions, int Channels)[] Blocks = [(2, 1), (2, 2), (3, 4), (3, 8), (3, 8)];

    private readonly Sequential _features;
    private readonly Sequential _classifier;

    /// <summary>A network for images [channels, H, W], at least 32×32.</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="width">The channels of the first block; the others have up to eight times as many, the linear layers 64 times.</param>
    /// <param name="dropout">The rate of the two dropouts.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public Vgg16(int classes = 1000, int channels = 3, int width = 64, double dropout = 0.5)
    {
        ImageModel.Check("Vgg16", classes, channels);
        _features = Features("Vgg16", channels, width);
        _classifier =
        [
            new Linear(8 * width * 7 * 7, 64 * width), new Relu(), new Dropout(dropout),
            new Linear(64 * width, 64 * width), new Relu(), new Dropout(dropout),
            new Linear(64 * width, classes),
        ];
        InitialWeights.OfMobileNetAndVgg(this);
    }

    /// <summary>A network from options by name: classes, channels, width, dropout.</summary>
    public static Vgg16 Create(ModelOptions options) =>
        new(options.Int("classes", 1000), options.Int("channels", 3), options.Int("width", 64), options.Double("dropout", 0.5));

    /// <summary>The five blocks: [N, channels, H, W] to [N, 8·width, H/32, W/32]; each block ends with its pooling, at 4, 9, 16, 23 and 30.</summary>
    /// <exception cref="UsageException">The width is below one.</exception>
    internal static Sequential Features(string model, int channels, int width)
    {
        if (width < 1) throw new UsageException($"{model}'s first block has at least 1 channel; got {width}");
        List<Module> layers = [];
        foreach (var (convolutions, multiple) in Blocks)
        {
            for (var i = 0; i < convolutions; i++)
            {
                layers.AddRange(new Conv2d(channels, multiple * width, 3, padding: 1), new Relu());
                channels = multiple * width;
            }
            layers.Add(new MaxPool(2));
        }
        return new(layers);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                               // [N, 3, H, W]
    {
        x = _features.Forward(x);                                             // [N, 512, H/32, W/32]
        x = x.AdaptiveAveragePool(7);                                         // [N, 512, 7, 7]
        return _classifier.Forward(x.Flatten(1));                             // logits [N, classes]
    }
}
