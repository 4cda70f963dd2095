using NeuralCore.Nn;

namespace NeuralCore.Tests.Training;

/// <summary>Eight features, a hidden layer with dropout, four classes.</summary>
internal sealed class Mlp(double dropout = 0, int hidden = 32) : NeuralCore.Nn.Module
{
    private readonly Linear _fc1 = new(8, hidden);
    private readonly BatchNorm _bn = new(hidden);
    private readonly Dropout _dropout = new(dropout);
    private readonly Linear _fc2 = new(hidden, 4);

    protected override Tensor Compute(Tensor x) =>
        _fc2.Forward(_dropout.Forward(new Relu().Forward(_bn.Forward(_fc1.Forward(x)))));
}
