using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>The course's first network (LeCun et al. 1998, Proc. IEEE 86:2278, in miniature): circles and crosses told apart by two or three convolutions.</summary>
/// <remarks>
/// Its variants show what each part is for: another pooling or none, a third convolution, more or fewer first kernels.
/// No convolution is padded. Most of the parameters are those of the first linear layer, which follow the last plane's
/// size: without pooling it has 62,720 inputs in place of 3,645.
/// </remarks>
public sealed class XoNet : Module
{
    private readonly Conv2d _conv1;
    private readonly Module _pool1;
    private readonly Conv2d _conv2;
    private readonly Module _pool2;
    private readonly Conv2d? _conv3;
    private readonly Module? _pool3;
    private readonly Linear _fc1;
    private readonly Linear _fc2;
    private readonly Linear _fc3;

    /// <summary>A network for images [channels, size, size].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="convolutions">2 or 3.</param>
    /// <param name="first">The kernels of the first convolution: 9, 11 and 15 in the course.</param>
    /// <param name="pooling">What halves the planes after each convolution.</param>
    /// <param name="size">The image's side in pixels.</param>
    /// <exception cref="UsageException">A number is out of range, or the image too small for the convolutions.</exception>
    public XoNet(int classes = 2, int channels = 1, int convolutions = 2, int first = 9, Pooling pooling = Pooling.Max, int size = 116)
    {
        ImageModel.Check("XoNet", classes, channels);
        if (first < 1) throw new UsageException($"XoNet has at least 1 first kernel; got {first}");
        if (convolutions is not (2 or 3)) throw new UsageException($"XoNet has 2 or 3 convolutions; got {convolutions}");
        var side = size;
        for (var i = 0; i < convolutions; i++) side = Pooled(pooling, side - 2);
        if (side < 1) throw new UsageException($"XoNet's {convolutions} convolutions leave nothing of a side of {size} pixels; expected a larger image");

        (_conv1, _pool1) = (new(channels, first, 3), Pool(pooling, first));
        (_conv2, _pool2) = (new(first, 5, 3), Pool(pooling, 5));
        if (convolutions == 3) (_conv3, _pool3) = (new(5, 3, 3), Pool(pooling, 3));
        _fc1 = new((convolutions == 3 ? 3 : 5) * side * side, 1200);
        _fc2 = new(1200, 64);
        _fc3 = new(64, classes);
    }

    /// <summary>A network from options by name: classes, channels, convolutions, first, pooling, size.</summary>
    public static XoNet Create(ModelOptions options, int convolutions = 2) => new(
        options.Int("classes", 2), options.Int("channels", 1), options.Int("convolutions", convolutions), options.Int("first", 9),
        options.Choice("pooling", Pooling.Max), options.Int("size", 116));

    /// <summary>One example's shape [channels, size, size] for the same options.</summary>
    public static Shape InputShape(ModelOptions options) => [options.Int("channels", 1), options.Int("size", 116), options.Int("size", 116)];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                                       // [N, 1, 116, 116]
    {
        x = _pool1.Forward(_conv1.Forward(x).Relu());                                                 // [N, 9, 57, 57]
        x = _pool2.Forward(_conv2.Forward(x).Relu());                                                 // [N, 5, 27, 27]
        if (_conv3 is not null) x = _pool3!.Forward(_conv3.Forward(x).Relu());                        // [N, 3, 12, 12]
        x = _fc1.Forward(x.Flatten(1)).Relu();                                                        // [N, 1200]
        x = _fc2.Forward(x).Relu();                                                                   // [N, 64]
        return _fc3.Forward(x);                                                                       // logits [N, classes]
    }

    private static Module Pool(Pooling kind, int channels) => kind switch
    {
        Pooling.Max => new MaxPool(2),
        Pooling.Average => new AveragePool(2),
        Pooling.Gaussian => new GaussianPool(3, 2),
        Pooling.Trainable => new TrainablePool(channels, [2, 2]),
        _ => new Identity(),
    };

    // The blur mirrors its border and so keeps the last element of an odd side; the others drop it.
    private static int Pooled(Pooling kind, int side) => kind switch { Pooling.None => side, Pooling.Gaussian => (side + 1) / 2, _ => side / 2 };
}

/// <summary>The kinds of pooling that the course compares.</summary>
public enum Pooling
{
    /// <summary>None: the planes keep their size.</summary>
    None,
    /// <summary>The largest of each 2×2 window.</summary>
    Max,
    /// <summary>The average of each 2×2 window.</summary>
    Average,
    /// <summary>A fixed 3×3 blur, then every second element.</summary>
    Gaussian,
    /// <summary>A learned weighting of each 2×2 window.</summary>
    Trainable,
}
