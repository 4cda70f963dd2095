using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The dimensions in another order, copied; a view where no dimension of more than one element moves.</summary>
/// <param name="Order">Which dimension of x stands at each place, a permutation of 0, 1, ….</param>
public sealed record PermuteOp(Shape Order) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("permute",
        Formula: "y's dimension i is x's dimension order[i]",
        Samples:
        [
            new(new PermuteOp([0, 3, 1, 2]), new OpInput([2, 3, 4, 2])),
            new(new PermuteOp([1, 0]), new OpInput([3, 4])),
            new(new PermuteOp([1, 0, 2]), new OpInput([1, 3, 2])),
        ],
        Errors:
        [
            new(new PermuteOp([0, 1]), "each dimension of x once", new OpInput([2, 3, 4])),
            new(new PermuteOp([0, 0]), "each dimension of x once", new OpInput([2, 3])),
        ]);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        var seen = 0u;
        foreach (var dim in Order.AsSpan())
            if (dim < x.Rank) seen |= 1u << dim;
        if (Order.Rank != x.Rank || seen != (1u << x.Rank) - 1)
            throw new ShapeException($"the order {Order} does not name each dimension of x once; got x {x}");
        return [Permuted(x)];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var shape = Permuted(x.Shape);
        if (KeepsOrder(x.Shape)) return [x.ViewAs(shape)];
        var y = Tensor.EmptyLike(x, shape);
        Steps from = default, steps = Steps.Of(x.Shape);
        for (var i = 0; i < x.Rank; i++) from[i] = steps[Order[i]];
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(shape, 0, from, 0, Steps.Of(shape)));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var inverse = new int[Order.Rank];
        for (var i = 0; i < inverse.Length; i++) inverse[Order[i]] = i;
        return [Dispatcher.Apply(new PermuteOp(new Shape(inverse)), dys[0])];
    }

    private Shape Permuted(Shape x)
    {
        Span<int> extents = stackalloc int[x.Rank];
        for (var i = 0; i < x.Rank; i++) extents[i] = x[Order[i]];
        return new Shape(extents);
    }

    private bool KeepsOrder(Shape x)
    {
        var last = -1;
        foreach (var dim in Order.AsSpan())
        {
            if (x[dim] == 1) continue;
            if (dim < last) return false;
            last = dim;
        }
        return true;
    }
}

/// <summary>Reordering dimensions.</summary>
public static class PermuteExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] with its dimensions in another order, each named once: <c>x.Permute(0, 2, 3, 1)</c>; negative ones count from the last.</summary>
        /// <exception cref="ShapeException">A dimension does not exist, is missing or named twice.</exception>
        public Tensor Permute(params ReadOnlySpan<int> dims)
        {
            var order = new int[dims.Length];
            for (var i = 0; i < order.Length; i++) order[i] = x.Shape.Axis(dims[i]);
            return Dispatcher.Apply(new PermuteOp(new Shape(order)), x);
        }

        /// <summary>x [*] with two dimensions exchanged.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Transpose(int dim0, int dim1)
        {
            var order = Enumerable.Range(0, x.Rank).ToArray();
            var (a, b) = (x.Shape.Axis(dim0), x.Shape.Axis(dim1));
            (order[a], order[b]) = (b, a);
            return Dispatcher.Apply(new PermuteOp(new Shape(order)), x);
        }
    }
}
