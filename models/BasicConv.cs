using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Models;

/// <summary>The Inceptions' unit (Szegedy et al. 2016, arXiv:1512.00567, §6): a convolution without bias, batch normalization with eps 10⁻³, ReLU.</summary>
/// <remarks>Named as torchvision's BasicConv2d: <c>conv.weight</c>, <c>bn.weight</c>, <c>bn.bias</c>.</remarks>
internal sealed class BasicConv(int inputs, int outputs, Sizes kernel, Sizes? stride = null, Sizes? padding = null) : Module
{
    private readonly Conv2d _conv = new(inputs, outputs, kernel, stride, padding, bias: false);
    private readonly BatchNorm _bn = new(outputs, eps: 1e-3);

    /// <summary>The convolution's weight [out, in, kH, kW].</summary>
    public Parameter Weight => _conv.Weight;

    /// <summary>With zeros around the planes, so that an odd kernel keeps their size at stride 1.</summary>
    public static BasicConv Same(int inputs, int outputs, Sizes kernel)
    {
        var extents = kernel.Expand(2);
        return new(inputs, outputs, kernel, padding: (extents[0] / 2, extents[1] / 2));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => _bn.Forward(_conv.Forward(x)).Relu();      // [N, out, H', W']
}
