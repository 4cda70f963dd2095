using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>The course's two-block Inception for digits (after Szegedy et al. 2014, arXiv:1409.4842, §4): in each block four branches see the same planes through windows of different size.</summary>
/// <remarks>
/// Every branch keeps height and width, so that the results can be joined by channel: 16 + 24 + 24 + 24 = 88. The 1×1
/// convolution before the 5×5 and the 3×3 is the bottleneck: it thins the channels out where the window is expensive.
/// </remarks>
public sealed class InceptionMnist : Module
{
    private readonly Conv2d _conv1;
    [StateName("incep1")] private readonly InceptionA _inception1;
    private readonly Conv2d _conv2;
    [StateName("incep2")] private readonly InceptionA _inception2;
    private readonly Linear _fc;

    /// <summary>A network for images [channels, 28, 28].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public InceptionMnist(int classes = 10, int channels = 1)
    {
        ImageModel.Check("InceptionMnist", classes, channels);
        _conv1 = new(channels, 10, 5);
        _inception1 = new(10);
        _conv2 = new(InceptionA.Channels, 20, 5);
        _inception2 = new(20);
        _fc = new(InceptionA.Channels * 4 * 4, classes);
    }

    /// <summary>A network from options by name: classes, channels.</summary>
    public static InceptionMnist Create(ModelOptions options) => new(options.Int("classes", 10), options.Int("channels", 1));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                       // [N, 1, 28, 28]
    {
        x = _conv1.Forward(x).MaxPool(2).Relu();                                      // [N, 10, 12, 12]
        x = _inception1.Forward(x);                                                   // [N, 88, 12, 12]
        x = _conv2.Forward(x).MaxPool(2).Relu();                                      // [N, 20, 4, 4]
        x = _inception2.Forward(x);                                                   // [N, 88, 4, 4]
        return _fc.Forward(x.Flatten(1));                                             // logits [N, classes]
    }

    private sealed class InceptionA(int inputs) : Module
    {
        public const int Channels = 16 + 24 + 24 + 24;

        [StateName("branch1x1")] private readonly Conv2d _one = new(inputs, 16, 1);
        [StateName("branch5x5_1")] private readonly Conv2d _five1 = new(inputs, 16, 1);
        [StateName("branch5x5_2")] private readonly Conv2d _five2 = new(16, 24, 5, padding: 2);
        [StateName("branch3x3_1")] private readonly Conv2d _three1 = new(inputs, 16, 1);
        [StateName("branch3x3_2")] private readonly Conv2d _three2 = new(16, 24, 3, padding: 1);
        [StateName("branch3x3_3")] private readonly Conv2d _three3 = new(24, 24, 3, padding: 1);
        [StateName("branch_pool")] private readonly Conv2d _pool = new(inputs, 24, 1);

        protected override Tensor Compute(Tensor x)                                   // [N, C, H, W]
        {
            var one = _one.Forward(x);                                                // [N, 16, H, W]
            var five = _five2.Forward(_five1.Forward(x));                             // [N, 24, H, W]
            var three = _three3.Forward(_three2.Forward(_three1.Forward(x)));         // [N, 24, H, W]: two 3×3 see 5×5
            var pool = _pool.Forward(x.AveragePool(3, stride: 1, padding: 1));        // [N, 24, H, W]
            return Tensor.Concat([one, five, three, pool], 1);                        // [N, 88, H, W]
        }
    }
}
