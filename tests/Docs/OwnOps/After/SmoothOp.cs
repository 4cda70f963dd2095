using NeuralCore;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace OwnOps.After;

/// <summary>Neighbours mixed along x [N, C, L]: yᵢ = (xᵢ₋₁ + 2xᵢ + xᵢ₊₁)/4, the ends mirrored.</summary>
public sealed record SmoothOp : Op
{
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) =>
        [Mix(inputs[0]!.PadReflect([0, 0, 1], [0, 0, 1]))];

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, last) = (dys[0]!, dys[0]!.Shape[2] - 1);
        var mirrored = dy.Slice(2, 0, 1).Pad([0, 0, 1], [0, 0, last - 1]) + dy.Slice(2, last, last + 1).Pad([0, 0, last - 1], [0, 0, 1]);
        return [Mix(dy.Pad([0, 0, 1], [0, 0, 1])) + mirrored / 4];
    }

    private static Tensor Mix(Tensor x)
    {
        var inside = x.Shape[2] - 2;
        return (x.Slice(2, 0, inside) + 2 * x.Slice(2, 1, inside + 1) + x.Slice(2, 2, inside + 2)) / 4;
    }
}
