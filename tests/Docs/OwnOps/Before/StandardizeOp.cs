using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace OwnOps.Before;

/// <summary>Each column of x [N, C] with mean 0 and variance 1: y = (x − mean) · r, with r = 1/√(variance + ε).</summary>
public sealed record StandardizeOp(double Epsilon = 1e-5) : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        var x = inputs[0]!;
        return [(x - x.Mean(0)) * Scale(x)];
    }

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, x) = (dys[0]!, saved[0]);
        return [dy * Scale(x)];
    }

    private Tensor Scale(Tensor x) => ((x - x.Mean(0)).Square().Mean(0) + Epsilon).Pow(-0.5);
}
