using NeuralCore.Nn;

namespace NeuralCore.Models;

/// <summary>A convolution without bias that keeps the planes' size at stride 1, batch normalization, and an activation if one is given: x [N, in, H, W] to [N, out, H/stride, W/stride].</summary>
/// <remarks>Named as torchvision's Conv2dNormActivation: <c>0.weight</c>, <c>1.weight</c>, <c>1.bias</c>. The bias would only move the mean that the normalization takes away.</remarks>
internal sealed class ConvBnAct : Sequential
{
    public ConvBnAct(
        int inputs, int outputs, int kernel, Module? activation, int stride = 1, int groups = 1, double eps = 1e-5, double momentum = 0.1)
        : base(Parts(
            new Conv2d(inputs, outputs, kernel, stride, padding: (kernel - 1) / 2, groups: groups, bias: false),
            new BatchNorm(outputs, eps, momentum), activation))
    {
    }

    private static IEnumerable<Module> Parts(Conv2d conv, BatchNorm bn, Module? activation) =>
        activation is null ? [conv, bn] : [conv, bn, activation];
}
