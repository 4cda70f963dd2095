using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Cuts the borders off x [*]: the adjoint of <see cref="PadOp"/>.</summary>
/// <param name="Before">How many elements are cut from the start of each dimension.</param>
/// <param name="After">How many from the end.</param>
public sealed record CropOp(Shape Before, Shape After) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("crop",
        Formula: "y[i] = x[i + before]",
        Samples:
        [
            new(new CropOp([0, 1, 2], [0, 2, 0]), new OpInput([2, 4, 3])),
            new(new CropOp([3], [1]), new OpInput([6])),
        ],
        Errors:
        [
            new(new CropOp([1, 1], [0, 0]), "as many numbers as x has dimensions", new OpInput([2, 3, 2])),
            new(new CropOp([1, 2], [0, 2]), "nothing is left of dimension 1", new OpInput([2, 3])),
        ]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Smaller(inputs[0]!.Shape)];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, Smaller(x.Shape));
        var steps = Steps.Of(x.Shape);
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(y.Shape, Offset(Before, steps), steps, 0, Steps.Of(y.Shape)));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new PadOp(Before, After), dys[0])];

    /// <summary>Where the inner box starts in the memory of the outer one.</summary>
    internal static long Offset(Shape before, Steps steps)
    {
        var offset = 0L;
        for (var i = 0; i < before.Rank; i++) offset += before[i] * steps[i];
        return offset;
    }

    private Shape Smaller(Shape x)
    {
        if (Before.Rank != x.Rank || After.Rank != x.Rank)
            throw new ShapeException($"cropping needs as many numbers as x has dimensions; got {Before} before and {After} after x {x}");
        Span<int> extents = stackalloc int[x.Rank];
        for (var i = 0; i < x.Rank; i++)
        {
            extents[i] = x[i] - Before[i] - After[i];
            if (extents[i] < 1)
                throw new ShapeException($"nothing is left of dimension {i} without {Before[i]} before and {After[i]} after; got x {x}");
        }
        return new Shape(extents);
    }
}
