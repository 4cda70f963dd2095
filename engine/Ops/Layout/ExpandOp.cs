using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Repeats along the dimensions of extent 1, and before the first: broadcasting written out, the adjoint of <see cref="SumToOp"/>.</summary>
/// <param name="Shape">The shape to broadcast to.</param>
public sealed record ExpandOp(Shape Shape) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("expand",
        Formula: "y[i] = x[j] where j broadcasts to i",
        Samples:
        [
            new(new ExpandOp([2, 3, 4]), new OpInput([4])),
            new(new ExpandOp([2, 3, 4]), new OpInput([3, 1])),
            new(new ExpandOp([2, 3]), new OpInput([])),
        ],
        Errors: [new(new ExpandOp([3, 4]), "does not broadcast to", new OpInput([2]))]);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        if (!x.BroadcastsTo(Shape))
            throw new ShapeException($"x {x} does not broadcast to {Shape}");
        return [Shape];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Shape);
        var y = Tensor.EmptyLike(x, Shape);
        Steps from = default, steps = Steps.Of(x.Shape);
        for (var i = 1; i <= x.Rank; i++)
            if (x.Shape[^i] != 1) from[Shape.Rank - i] = steps[x.Rank - i];
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(Shape, 0, from, 0, Steps.Of(Shape)));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [dys[0]!.SumTo(saved.State<Shape>())];
}

/// <summary>Broadcasting written out.</summary>
public static class ExpandExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] repeated to the shape; x itself if the shapes are equal.</summary>
        /// <exception cref="ShapeException">x does not broadcast to the shape.</exception>
        public Tensor Expand(Shape shape) => x.Shape == shape ? x : Dispatcher.Apply(new ExpandOp(shape), x);
    }
}
