using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace OwnOps.Before;

/// <summary>The mean and the variance of each row of x [N, C], [N] both.</summary>
public sealed record MomentsOp : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape[..1], inputs[0]!.Shape[..1]];

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        var x = inputs[0]!;
        return [x.Mean(1), (x - x.Mean(1, keepDim: true)).Square().Mean(1)];
    }

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var x = saved[0];
        var (rows, columns) = (x.Shape[0], x.Shape[1]);
        var dx = Tensor.Zeros(x.Shape, x.Type, x.Device);
        if (dys[0] is { } mean) dx = mean.Reshape(rows, 1).Expand(x.Shape) / columns;
        if (dys[1] is { } variance) dx = variance.Reshape(rows, 1) * (x - x.Mean(1, keepDim: true)) * 2 / columns;
        return [dx];
    }
}
