using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>y = x·wᵀ + b: x [*, in] to y [*, out].</summary>
public sealed class Linear : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <summary>A layer with weight [out, in] and bias [out], both drawn from ±1/√in.</summary>
    public Linear(int inputs, int outputs, bool bias = true)
    {
        _weight = new([outputs, inputs], KaimingUniform.Default);
        _bias = bias ? new([outputs], Uniform.OfBias(inputs)) : null;
    }

    /// <summary>The weight [out, in].</summary>
    public Parameter Weight => _weight;

    /// <summary>The bias [out], if there is one.</summary>
    public Parameter? Bias => _bias;

    /// <inheritdoc/>
    public override string ToString() =>
        $"Linear({_weight.Shape[1]} → {_weight.Shape[0]}{LayerText.If(_bias is null, "no bias")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Linear(_weight, _bias);
}
