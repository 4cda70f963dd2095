using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Cross-correlation over any number of spatial dimensions: x [N, in, *spatial] to y [N, out, *spatial].</summary>
public abstract class Convolution : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly Sizes _stride, _padding, _dilation;
    private readonly int _groups;

    /// <summary>A layer with weight [out, in/groups, *kernel] and bias [out], both drawn from ±1/√(in/groups·Π kernel).</summary>
    private protected Convolution(
        int spatialRank, int inputs, int outputs, Sizes kernel, Sizes? stride, Sizes? padding, Sizes? dilation, int groups, bool bias)
    {
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new UsageException($"{GetType().Name}: {inputs} input and {outputs} output channels do not divide into {groups} groups");
        _weight = new(new Shape(outputs, inputs / groups).Concat(kernel.Expand(spatialRank)), KaimingUniform.Default);
        _bias = bias ? new([outputs], Uniform.OfBias(Fans.Of(_weight.Shape).In)) : null;
        (_stride, _padding, _dilation, _groups) = (stride ?? 1, padding ?? 0, dilation ?? 1, groups);
    }

    /// <summary>The weight [out, in/groups, *kernel].</summary>
    public Parameter Weight => _weight;

    /// <summary>The bias [out], if there is one.</summary>
    public Parameter? Bias => _bias;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{TypeName}({_weight.Shape[1] * _groups} → {_weight.Shape[0]}, kernel {new Sizes(_weight.Shape.AsSpan()[2..])}" +
        LayerText.Unless(1, _stride, "stride") + LayerText.Unless(0, _padding, "padding") + LayerText.Unless(1, _dilation, "dilation") +
        LayerText.Unless(1, _groups, "groups") + LayerText.If(_bias is null, "no bias") + ")";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Convolution(_weight, _bias, _stride, _padding, _dilation, _groups);
}

/// <summary>Convolution over a line: x [N, in, L].</summary>
public sealed class Conv1d : Convolution
{
    /// <summary>A layer with weight [out, in/groups, k] and bias [out].</summary>
    /// <exception cref="UsageException">The channels do not divide into the groups.</exception>
    public Conv1d(
        int inputs, int outputs, Sizes kernel, Sizes? stride = null, Sizes? padding = null, Sizes? dilation = null,
        int groups = 1, bool bias = true)
        : base(1, inputs, outputs, kernel, stride, padding, dilation, groups, bias) { }
}

/// <summary>Convolution over a plane: x [N, in, H, W].</summary>
public sealed class Conv2d : Convolution
{
    /// <summary>A layer with weight [out, in/groups, kH, kW] and bias [out].</summary>
    /// <exception cref="UsageException">The channels do not divide into the groups.</exception>
    public Conv2d(
        int inputs, int outputs, Sizes kernel, Sizes? stride = null, Sizes? padding = null, Sizes? dilation = null,
        int groups = 1, bool bias = true)
        : base(2, inputs, outputs, kernel, stride, padding, dilation, groups, bias) { }
}

/// <summary>Convolution over a volume: x [N, in, D, H, W].</summary>
public sealed class Conv3d : Convolution
{
    /// <summary>A layer with weight [out, in/groups, kD, kH, kW] and bias [out].</summary>
    /// <exception cref="UsageException">The channels do not divide into the groups.</exception>
    public Conv3d(
        int inputs, int outputs, Sizes kernel, Sizes? stride = null, Sizes? padding = null, Sizes? dilation = null,
        int groups = 1, bool bias = true)
        : base(3, inputs, outputs, kernel, stride, padding, dilation, groups, bias) { }
}
