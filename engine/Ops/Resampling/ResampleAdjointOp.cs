using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The adjoint of a resampling: adds each element of dy to its sources, by their weights.</summary>
/// <param name="Resample">The resampling.</param>
/// <param name="Extent">The extent of the dimension before it.</param>
public sealed record ResampleAdjointOp(ResampleOp Resample, int Extent) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("resample_adjoint",
        Formula: "dx[j] = Σ_i λ(i,j)·dy[i]",
        Samples:
        [
            new(new ResampleAdjointOp(new ResampleOp(1, 7, Interpolation.Linear), 4), new OpInput([2, 7, 3])),
            new(new ResampleAdjointOp(new ResampleOp(-1, 5, Interpolation.Linear, AlignCorners: true), 3), new OpInput([2, 5])),
            new(new ResampleAdjointOp(new ResampleOp(0, 3, Interpolation.Nearest), 7), new OpInput([3, 2])),
        ],
        Errors: [new(new ResampleAdjointOp(new ResampleOp(1, 7, Interpolation.Linear), 4), "expects 7 in dimension 1; got dy [2, 6, 3]", new OpInput([2, 6, 3]))])
    {
        Inputs = ["dy"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var dy = inputs[0]!.Shape;
        return dy[Resample.Dim] == Resample.Length
            ? [dy.With(Resample.Dim, Extent)]
            : throw new ShapeException($"the adjoint of resampling to {Resample.Length} expects {Resample.Length} in dimension {Resample.Dim}; got dy {dy}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var dy = inputs[0]!;
        var dx = Tensor.EmptyLike(dy, dy.Shape.With(Resample.Dim, Extent));
        dy.Backend.ResampleAdjoint(dy.View, dx.View, LineGeometry.Of(dx.Shape, Resample.Dim), Resample.Table(Extent));
        return [dx];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [Dispatcher.Apply(Resample, dys[0])];
}
