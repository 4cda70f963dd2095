using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Surrounds x [*] with a constant: the adjoint of <see cref="CropOp"/> where the constant is 0.</summary>
/// <param name="Before">How many elements come before each dimension.</param>
/// <param name="After">How many come after.</param>
/// <param name="Value">The constant.</param>
public sealed record PadOp(Shape Before, Shape After, double Value = 0) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("pad",
        Formula: "y[i] = x[i − before] inside, value outside",
        Samples:
        [
            new(new PadOp([0, 1, 2], [0, 2, 0]), new OpInput([2, 3, 2])),
            new(new PadOp([3], [1], -1.5), new OpInput([4])),
            new(new PadOp([0, 0, 1, 0, 2], [0, 0, 1, 3, 0], 2), new OpInput([1, 2, 2, 1, 2])),
        ],
        Errors: [new(new PadOp([1, 1], [0, 0]), "as many numbers as x has dimensions", new OpInput([2, 3, 2]))]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Larger(inputs[0]!.Shape)];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, Larger(x.Shape));
        x.Backend.Fill(y.View, Value);
        var steps = Steps.Of(y.Shape);
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(x.Shape, 0, Steps.Of(x.Shape), CropOp.Offset(Before, steps), steps));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new CropOp(Before, After), dys[0])];

    private Shape Larger(Shape x)
    {
        if (Before.Rank != x.Rank || After.Rank != x.Rank)
            throw new ShapeException($"padding needs as many numbers as x has dimensions; got {Before} before and {After} after x {x}");
        Span<int> extents = stackalloc int[x.Rank];
        for (var i = 0; i < x.Rank; i++) extents[i] = Before[i] + x[i] + After[i];
        return new Shape(extents);
    }
}

/// <summary>Padding with a constant.</summary>
public static class PadExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] with so many elements of one value around each dimension; x itself if there are none.</summary>
        /// <param name="before">How many elements come before each dimension.</param>
        /// <param name="after">How many come after.</param>
        /// <param name="value">The value.</param>
        /// <exception cref="ShapeException">There are not as many numbers as x has dimensions.</exception>
        public Tensor Pad(Shape before, Shape after, double value = 0) =>
            before.Rank == x.Rank && after.Rank == x.Rank && !before.AsSpan().ContainsAnyExcept(0) && !after.AsSpan().ContainsAnyExcept(0)
                ? x
                : Dispatcher.Apply(new PadOp(before, after, value), x);
    }
}
