using NeuralCore.Nn;
using NeuralCore.Nn.Init;

namespace NeuralCore.Tests.Optim;

/// <summary>Two parameters, [3, 4] and [5], that a test sets by hand.</summary>
internal sealed class Pair : Module
{
    private readonly Parameter _weight = new([3, 4], Constant.Zero);
    private readonly Parameter _bias = new([5], Constant.Zero);

    public void Set(double[][] values)
    {
        foreach (var (parameter, row) in Parameters().Zip(values)) parameter.Assign(Tensor.FromDoubles(row, parameter.Shape));
    }

    public void SetGradients(double[][] values)
    {
        foreach (var (parameter, row) in Parameters().Zip(values))
            parameter.Value.Grad = Tensor.FromDoubles(row, parameter.Shape, parameter.Type, parameter.Device);
    }

    protected override Tensor Compute(Tensor x) => throw new NotSupportedException($"{_weight} {_bias}");
}
