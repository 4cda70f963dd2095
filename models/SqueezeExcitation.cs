using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>Squeeze-and-excitation (Hu et al. 2018, arXiv:1709.01507, §3): each channel is scaled by a gate computed from the averages of all channels.</summary>
/// <remarks>
/// s = σ(W₂ δ(W₁ z)), z the global averages, δ = ReLU; W₁ reduces the C channels to C/r, W₂ restores them. On averages
/// [N, C, 1, 1] a linear layer and a 1×1 convolution are the same sums; they differ in the shape of their weights only.
/// MobileNetV3 (Howard et al. 2019, arXiv:1905.02244, §5.3) gates by the hard sigmoid.
/// </remarks>
public sealed class SqueezeExcitation : Module
{
    private readonly Module _fc1;
    private readonly Module _activation;
    private readonly Module _fc2;
    private readonly Module _gate;

    /// <summary>A block for x [N, C, H, W], or with <paramref name="linear"/> for any number of spatial dimensions.</summary>
    /// <param name="channels">C.</param>
    /// <param name="reduction">r: the channels are squeezed to C/r, at least one.</param>
    /// <param name="squeezed">The number of squeezed channels, where it is not C/r.</param>
    /// <param name="linear">Whether W₁ and W₂ are linear layers [out, in]; else they are 1×1 convolutions [out, in, 1, 1].</param>
    /// <param name="activation">δ; ReLU unless given.</param>
    /// <param name="gate">σ; the sigmoid unless given.</param>
    /// <exception cref="UsageException">The number of channels, the reduction or the number of squeezed channels is below one.</exception>
    public SqueezeExcitation(
        int channels, int reduction = 16, int? squeezed = null, bool linear = false, Module? activation = null, Module? gate = null)
    {
        if (channels < 1 || reduction < 1 || squeezed < 1)
            throw new UsageException($"SqueezeExcitation: {channels} channels, reduced {reduction} times to {squeezed?.ToString() ?? "the quotient"}; each is at least 1");
        var inner = squeezed ?? Math.Max(1, channels / reduction);
        _fc1 = linear ? new Linear(channels, inner) : new Conv2d(channels, inner, 1);
        _activation = activation ?? new Relu();
        _fc2 = linear ? new Linear(inner, channels) : new Conv2d(inner, channels, 1);
        _gate = gate ?? new Sigmoid();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                                // [N, C, *spatial]
    {
        var z = x.GlobalAveragePool();                                         // [N, C, 1, …, 1]  squeeze
        var one = z.Shape;
        if (_fc1 is Linear) z = z.Flatten(1);                                  // [N, C]
        z = _activation.Forward(_fc1.Forward(z));                              // [N, C/r]         excitation
        var s = _gate.Forward(_fc2.Forward(z));                                // [N, C]
        return x * s.Reshape(one);                                             // [N, C, *spatial] scale
    }
}
