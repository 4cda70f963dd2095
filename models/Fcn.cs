using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>FCN-32s, FCN-16s and FCN-8s (Long et al. 2015, arXiv:1411.4038, fig. 3): VGG-16 whose linear layers have become convolutions, a class for every pixel.</summary>
/// <remarks>
/// A linear layer over a 7×7 plane is a 7×7 convolution with one output pixel; slid over a larger plane it classifies every
/// place. Transposed convolutions enlarge the scores to the image. One step of 32 sees what but not where: FCN-16s adds the
/// scores of the finer pool4 on the way, FCN-8s those of pool3 too (§4.2).
/// The transposed convolutions start as bilinear interpolation and the scores from zero, as in the paper; the other weights
/// from Kaiming's normal distribution by fan-in, biases from 0. The paper starts from a trained VGG-16, whose features load
/// under the same names with <c>Load(file, strict: false)</c>. Where the paper pads the image by 100 and crops, the
/// convolutions here keep the size (fc6 is padded by 3), and zeros fill the image to a multiple of 32 at its end.
/// </remarks>
public sealed class Fcn : Module
{
    private readonly Sequential _features;
    private readonly Conv2d _fc6;
    private readonly Conv2d _fc7;
    private readonly Conv2d _score;
    [StateName("score_pool4")] private readonly Conv2d? _scorePool4;
    [StateName("score_pool3")] private readonly Conv2d? _scorePool3;
    private readonly ConvTranspose? _up2;
    private readonly ConvTranspose? _up4;
    private readonly ConvTranspose? _up8;
    private readonly ConvTranspose? _up16;
    private readonly ConvTranspose? _up32;
    private readonly Dropout _dropout;

    /// <summary>A network for images [channels, H, W] of any size; gives logits [N, classes, H, W].</summary>
    /// <param name="stride">The last enlargement: 32, 16 (with pool4) or 8 (with pool4 and pool3).</param>
    /// <param name="classes">How many classes to tell apart, the background included.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="width">The channels of VGG's first block; the others have up to eight times as many, fc6 and fc7 64 times.</param>
    /// <param name="dropout">The rate of the dropouts behind fc6 and fc7.</param>
    /// <exception cref="UsageException">There is no such stride, or a number is out of range.</exception>
    public Fcn(int stride = 8, int classes = 21, int channels = 3, int width = 64, double dropout = 0.5)
    {
        if (stride is not (8 or 16 or 32)) throw new UsageException($"FCN enlarges by 8, 16 or 32 at last; got {stride}");
        ImageModel.Check("Fcn", classes, channels);
        _features = Vgg16.Features("Fcn", channels, width);
        _fc6 = new(8 * width, 64 * width, 7, padding: 3);
        _fc7 = new(64 * width, 64 * width, 1);
        foreach (var conv in Modules().OfType<Conv2d>()) Start(conv, new KaimingNormal());

        _score = Score(64 * width);
        if (stride <= 16) (_scorePool4, _up2) = (Score(8 * width), Enlarge(2));
        if (stride <= 8) (_scorePool3, _up4) = (Score(4 * width), Enlarge(2));
        if (stride == 8) _up8 = Enlarge(8);
        if (stride == 16) _up16 = Enlarge(16);
        if (stride == 32) _up32 = Enlarge(32);
        _dropout = new(dropout);

        Conv2d Score(int inputs) => Start(new Conv2d(inputs, classes, 1), Constant.Zero);

        // The kernel is twice the stride: every pixel lies under two taps of each dimension, as in linear interpolation.
        ConvTranspose Enlarge(int factor)
        {
            var up = new ConvTranspose(classes, classes, [2 * factor, 2 * factor], factor, padding: factor / 2, bias: false);
            up.Weight.Initializer = new Bilinear();
            return up;
        }

        static Conv2d Start(Conv2d conv, Initializer weight)
        {
            (conv.Weight.Initializer, conv.Bias!.Initializer) = (weight, Constant.Zero);
            return conv;
        }
    }

    /// <summary>A network from options by name: classes, channels, width, dropout.</summary>
    public static Fcn Create(ModelOptions options, int stride) =>
        new(stride, options.Int("classes", 21), options.Int("channels", 3), options.Int("width", 64), options.Double("dropout", 0.5));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                           // [N, 3, H, W]
    {
        var size = x.Shape;
        x = FillTo32(x);                                                                  // [N, 3, 32h, 32w]
        var pool3 = Run(0, 17, x);                                                        // [N, 256, 4h, 4w]
        var pool4 = Run(17, 24, pool3);                                                   // [N, 512, 2h, 2w]
        x = Run(24, 31, pool4);                                                           // [N, 512, h, w]
        x = _dropout.Forward(_fc6.Forward(x).Relu());                                     // [N, 4096, h, w]
        x = _dropout.Forward(_fc7.Forward(x).Relu());                                     // [N, 4096, h, w]
        x = _score.Forward(x);                                                            // [N, classes, h, w]
        if (_up2 is not null) x = _up2.Forward(x) + _scorePool4!.Forward(pool4);          // [N, classes, 2h, 2w]
        if (_up4 is not null) x = _up4.Forward(x) + _scorePool3!.Forward(pool3);          // [N, classes, 4h, 4w]
        x = (_up8 ?? _up16 ?? _up32)!.Forward(x);                                         // [N, classes, 32h, 32w]
        return Crop(x, size);                                                             // logits [N, classes, H, W]
    }

    private Tensor Run(int start, int end, Tensor x)
    {
        for (var i = start; i < end; i++) x = _features[i].Forward(x);
        return x;
    }

    private static Tensor FillTo32(Tensor x)
    {
        var (bottom, right) = (Missing(x.Shape[2]), Missing(x.Shape[3]));
        return bottom + right == 0 ? x : x.Pad([0, 0, 0, 0], [0, 0, bottom, right]);

        static int Missing(int extent) => (32 - extent % 32) % 32;
    }

    private static Tensor Crop(Tensor x, Shape size)
    {
        if (x.Shape[2] != size[2]) x = x.Narrow(2, 0, size[2]);
        if (x.Shape[3] != size[3]) x = x.Narrow(3, 0, size[3]);
        return x;
    }
}
