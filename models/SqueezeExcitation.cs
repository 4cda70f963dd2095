using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>Squeeze-and-excitation (Hu et al. 2018, arXiv:1709.01507, §3): each channel is scaled by a gate computed from the averages of all channels.</summary>
/// <remarks>s = σ(W₂ δ(W₁ z)), z the global averages, δ = ReLU; W₁ reduces the C channels to C/r. Works in any number of spatial dimensions.</remarks>
public sealed class SqueezeExcitation : Module
{
    private readonly Linear _fc1;
    private readonly Linear _fc2;

    /// <summary>A block for so many channels, reduced to channels / reduction, at least one.</summary>
    public SqueezeExcitation(int channels, int reduction = 16)
    {
        var reduced = Math.Max(1, channels / reduction);
        _fc1 = new Linear(channels, reduced);
        _fc2 = new Linear(reduced, channels);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)                     // [N, C, *spatial]
    {
        var z = x.GlobalAveragePool().Flatten(1);                   // [N, C]          squeeze
        var s = _fc2.Forward(_fc1.Forward(z).Relu()).Sigmoid();     // [N, C]          excitation
        return x * s.Reshape(Gate(x.Shape));                        // [N, C, *spatial] scale
    }

    // [N, C, 1, …, 1], so that the gate broadcasts over space.
    private static Shape Gate(Shape x)
    {
        Span<int> gate = stackalloc int[x.Rank];
        gate.Fill(1);
        (gate[0], gate[1]) = (x[0], x[1]);
        return new Shape(gate);
    }
}
