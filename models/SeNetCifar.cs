using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>The course's squeeze-and-excitation network for CIFAR (after Hu et al. 2018, arXiv:1709.01507): residual blocks of one width, each channel both scaled and shifted.</summary>
/// <remarks>
/// The excitation gives two numbers per channel: the first passes a sigmoid and scales, the second is added. The planes
/// keep their 32×32 pixels throughout. The result is log-probabilities: the negative log-likelihood is its loss.
/// </remarks>
public sealed class SeNetCifar : Module
{
    private const int Features = 128;

    [StateName("conv_block")] private readonly Sequential _stem;
    [StateName("res_blocks")] private readonly ResidualBlock[] _blocks;
    [StateName("out_conv")] private readonly Sequential _head;
    private readonly Linear _fc;

    /// <summary>A network for images [channels, H, W].</summary>
    /// <param name="classes">How many classes to tell apart.</param>
    /// <param name="channels">The image's channels.</param>
    /// <param name="filters">The channels of every block.</param>
    /// <param name="blocks">The number of blocks, the first convolution counted as one: 10 are nine residual blocks.</param>
    /// <exception cref="UsageException">A number is out of range.</exception>
    public SeNetCifar(int classes = 10, int channels = 3, int filters = 128, int blocks = 10)
    {
        ImageModel.Check("SeNetCifar", classes, channels);
        if (filters < Gate.Reduction || blocks < 2)
            throw new UsageException($"SeNetCifar has at least {Gate.Reduction} filters and 2 blocks; got {filters} and {blocks}");
        _stem = [new Conv2d(channels, filters, 3, padding: 1, bias: false), new BatchNorm(filters), new Relu()];
        _blocks = [.. Enumerable.Range(1, blocks - 1).Select(_ => new ResidualBlock(filters))];
        _head = [new Conv2d(filters, Features, 1, bias: false), new BatchNorm(Features), new Relu()];
        _fc = new(Features, classes);
    }

    /// <summary>A network from options by name: classes, channels, filters, blocks.</summary>
    public static SeNetCifar Create(ModelOptions options) =>
        new(options.Int("classes", 10), options.Int("channels", 3), options.Int("filters", 128), options.Int("blocks", 10));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                    // [N, 3, 32, 32]
    {
        x = _stem.Forward(x);                                                      // [N, 128, 32, 32]
        foreach (var block in _blocks) x = block.Forward(x);                       // [N, 128, 32, 32]
        x = _head.Forward(x).GlobalAveragePool().Flatten(1);                       // [N, 128]
        return _fc.Forward(x).LogSoftmax(1);                                       // log-probabilities [N, classes]
    }

    private sealed class ResidualBlock(int filters) : Module
    {
        [StateName("conv_lower")] private readonly Sequential _lower = [new Conv2d(filters, filters, 3, padding: 1, bias: false), new BatchNorm(filters), new Relu()];
        [StateName("conv_upper")] private readonly Sequential _upper = [new Conv2d(filters, filters, 3, padding: 1, bias: false), new BatchNorm(filters)];
        [StateName("se_block")] private readonly Gate _gate = new(filters);

        protected override Tensor Compute(Tensor x)                                // [N, C, H, W]
        {
            var f = _gate.Forward(_upper.Forward(_lower.Forward(x)));              // [N, C, H, W]
            return (x + f).Relu();                                                 // [N, C, H, W]
        }
    }

    private sealed class Gate(int channels) : Module
    {
        public const int Reduction = 16;

        [StateName("fc")]
        private readonly Sequential _excitation =
        [
            new Conv2d(channels, channels / Reduction, 1, bias: false),
            new Relu(),
            new Conv2d(channels / Reduction, 2 * channels, 1, bias: false),
        ];

        protected override Tensor Compute(Tensor x)                                // [N, C, H, W]
        {
            var s = _excitation.Forward(x.GlobalAveragePool());                    // [N, 2·C, 1, 1]
            var scale = s.Slice(1, 0, channels).Sigmoid();                         // [N, C, 1, 1]
            var shift = s.Slice(1, channels, 2 * channels);                        // [N, C, 1, 1]
            return x * scale + shift;                                              // [N, C, H, W]
        }
    }
}
