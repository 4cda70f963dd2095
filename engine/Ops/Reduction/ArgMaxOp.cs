using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The position of the largest element along a dimension, the first of several, as Int64; without a gradient.</summary>
/// <param name="Dim">The dimension.</param>
/// <param name="KeepDim">Whether it stays, with extent 1.</param>
public sealed record ArgMaxOp(int Dim, bool KeepDim) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("argmax",
        Formula: "y = the least i with x[i] = max x along dim",
        Samples:
        [
            new(new ArgMaxOp(1, false), new OpInput([3, 4]) { Distinct = true }),
            new(new ArgMaxOp(-2, true), new OpInput([2, 3, 4]) { Distinct = true }),
            new(new ArgMaxOp(0, false), new OpInput([4]) { Values = [1, 3, 3, 2] }),
        ],
        Errors:
        [
            new(new ArgMaxOp(2, false), "dimension 2 does not exist", new OpInput([3, 4])),
            new(new ArgMaxOp(1, false), "no element", new OpInput([3, 0])),
        ]);

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        return x[Dim] > 0 ? [ResultOf(x)] : throw new ShapeException($"there is no element to choose from along {Dim} of x {x}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, ResultOf(x.Shape), ElementType.Int64);
        x.Backend.ArgMax(x.View, y.View, LineGeometry.Of(x.Shape, Dim));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [null];

    private Shape ResultOf(Shape x) => KeepDim ? x.With(Dim, 1) : new Dims(Dim).Drop(x);
}

/// <summary>Positions of the largest.</summary>
public static class ArgMaxExtensions
{
    extension(Tensor x)
    {
        /// <summary>The position (Int64) of the largest element of x [*] along a dimension, the first of several.</summary>
        /// <exception cref="ShapeException">There is no such dimension, or nothing to choose from.</exception>
        public Tensor ArgMax(int dim, bool keepDim = false) => Dispatcher.Apply(new ArgMaxOp(dim, keepDim), x);
    }
}
