using System.Collections.Concurrent;
using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace OwnOps.Before;

/// <summary>y = x/(1 + |x|), element by element.</summary>
public sealed record SoftSignOp : Op
{
    private static readonly ConcurrentDictionary<Shape, Tensor> Slopes = [];

    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [inputs[0]! / (inputs[0]!.Abs() + 1)];
    }

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var x = saved[0];
        var slope = Slopes.GetOrAdd(x.Shape, _ => (x.Abs() + 1).Pow(-2).Keep());
        return [dys[0]! * slope];
    }
}
