using NeuralCore.Nn.Init;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Transposed convolution, the adjoint of <see cref="Convolution"/>: x [N, in, *spatial] to y [N, out, *spatial], for the number of spatial dimensions that the kernel has.</summary>
public sealed class ConvTranspose : Module
{
    private readonly Parameter _weight;
    private readonly Parameter? _bias;
    private readonly Sizes _stride, _padding, _outputPadding, _dilation;
    private readonly int _groups;

    /// <summary>A layer with weight [in, out/groups, *kernel] and bias [out], both drawn from ±1/√(out/groups·Π kernel), as PyTorch draws them.</summary>
    /// <param name="inputs">The input's channels.</param>
    /// <param name="outputs">The output's channels.</param>
    /// <param name="kernel">One extent per spatial dimension.</param>
    /// <param name="stride">How far the kernel moves in the output.</param>
    /// <param name="padding">How much the output is cut at each side.</param>
    /// <param name="outputPadding">What the output's extents exceed their least value by.</param>
    /// <param name="dilation">The distance of the kernel's taps.</param>
    /// <param name="groups">How many groups of channels stay apart.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <exception cref="UsageException">The channels do not divide into the groups.</exception>
    public ConvTranspose(
        int inputs, int outputs, Shape kernel, Sizes? stride = null, Sizes? padding = null, Sizes? outputPadding = null,
        Sizes? dilation = null, int groups = 1, bool bias = true)
    {
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new UsageException($"ConvTranspose: {inputs} input and {outputs} output channels do not divide into {groups} groups");
        _weight = new(new Shape(inputs, outputs / groups).Concat(kernel), KaimingUniform.Default);
        _bias = bias ? new([outputs], Uniform.OfBias(Fans.Of(_weight.Shape).In)) : null;
        (_stride, _padding, _outputPadding, _dilation, _groups) = (stride ?? 1, padding ?? 0, outputPadding ?? 0, dilation ?? 1, groups);
    }

    /// <summary>The weight [in, out/groups, *kernel].</summary>
    public Parameter Weight => _weight;

    /// <summary>The bias [out], if there is one.</summary>
    public Parameter? Bias => _bias;

    /// <inheritdoc/>
    public override string ToString() =>
        $"ConvTranspose({_weight.Shape[0]} → {_weight.Shape[1] * _groups}, kernel {new Sizes(_weight.Shape.AsSpan()[2..])}" +
        LayerText.Unless(1, _stride, "stride") + LayerText.Unless(0, _padding, "padding") + LayerText.Unless(0, _outputPadding, "output padding") +
        LayerText.Unless(1, _dilation, "dilation") + LayerText.Unless(1, _groups, "groups") + LayerText.If(_bias is null, "no bias") + ")";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) =>
        x.ConvolutionTransposed(_weight, _bias, _stride, _padding, _outputPadding, _dilation, _groups);
}
