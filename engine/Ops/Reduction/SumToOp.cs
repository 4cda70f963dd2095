using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Sums over the dimensions that broadcasting would stretch: the adjoint of <see cref="ExpandOp"/>.</summary>
/// <param name="Shape">The shape that x's is a broadcast of.</param>
public sealed record SumToOp(Shape Shape) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("sum_to",
        Formula: "y[j] = Σ x[i] over all i that j broadcasts to",
        Samples:
        [
            new(new SumToOp([4]), new OpInput([2, 3, 4])),
            new(new SumToOp([3, 1]), new OpInput([2, 3, 4])),
            new(new SumToOp([]), new OpInput([2, 3])),
        ],
        Errors: [new(new SumToOp([2]), "does not broadcast to", new OpInput([3, 4]))]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        if (!Shape.BroadcastsTo(x))
            throw new ShapeException($"{Shape} does not broadcast to {x}, so x {x} cannot be summed to it");
        return [Shape];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Shape);
        uint axes = 0;
        var lead = x.Rank - Shape.Rank;
        for (var i = 0; i < x.Rank; i++)
            if (i < lead || (Shape[i - lead] == 1 && x.Shape[i] != 1)) axes |= 1u << i;
        var y = Tensor.EmptyLike(x, Shape);
        x.Backend.Reduce(new Sum(), x.View, y.View, axes);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [dys[0]!.Expand(saved.State<Shape>())];
}

/// <summary>Summation to a smaller shape.</summary>
public static class SumToExtensions
{
    extension(Tensor x)
    {
        /// <summary>Sums x [*] over the dimensions in which <paramref name="shape"/> is 1 or absent; x itself if the shapes are equal.</summary>
        /// <exception cref="ShapeException">The shape does not broadcast to x's.</exception>
        public Tensor SumTo(Shape shape) => x.Shape == shape ? x : Dispatcher.Apply(new SumToOp(shape), x);
    }
}
