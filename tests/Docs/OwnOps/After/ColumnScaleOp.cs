using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace OwnOps.After;

/// <summary>Each column of x [N, C] times its weight: y = x · w, with w [C].</summary>
public sealed record ColumnScaleOp : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [inputs[0]! * inputs[1]!];
    }

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, x, w) = (dys[0]!, saved[0], saved[1]);
        return [dy * w, (dy * x).Sum(0)];
    }
}
