using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The named positions of one dimension, in the order and as often as they are named.</summary>
/// <param name="Dim">The dimension.</param>
public sealed record IndexSelectOp(int Dim) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("index_select",
        Formula: "y[…, i, …] = x[…, index[i], …]",
        Samples:
        [
            new(new IndexSelectOp(1), new OpInput([2, 4, 3]), Indices.Of([4], 3, 0, 3, 2)),
            new(new IndexSelectOp(-1), new OpInput([2, 3]), Indices.Of([1], 1)),
        ],
        Errors:
        [
            new(new IndexSelectOp(0), "index 3", new OpInput([3, 2]), Indices.Of([2], 0, 3)),
            new(new IndexSelectOp(2), "dimension 2 does not exist", new OpInput([3, 2]), Indices.Of([1], 0)),
            new(new IndexSelectOp(0), "index [n]", new OpInput([3, 2]), Indices.Of([1, 1], 0)),
        ])
    {
        Inputs = ["x", "index"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 1 ? type == ElementType.Int64 : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (x, index) = (inputs[0]!.Shape, inputs[1]!);
        if (index.Rank != 1) throw new ShapeException($"positions are given as an index [n]; got {index.Shape} for x {x}");
        var shape = x.With(Dim, index.Shape[0]);
        if (Indices.FirstOutside(index, x[Dim]) is { } wrong)
            throw new UsageException($"index {wrong} lies outside dimension {Dim} of x {x}; expected 0 to {x[Dim] - 1}");
        return [shape];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, index) = (inputs[0]!, inputs[1]!);
        saved.Save(index);
        saved.SaveState(x.Shape[Dim]);
        var y = Tensor.EmptyLike(x, x.Shape.With(Dim, index.Shape[0]));
        x.Backend.IndexSelect(x.View, index.View, y.View, LineGeometry.Of(x.Shape, Dim));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new IndexAddOp(Dim, saved.State<int>()), dys[0], saved[0]), null];
}

/// <summary>Zeros to which x is added at the named positions of one dimension: the adjoint of <see cref="IndexSelectOp"/>.</summary>
/// <param name="Dim">The dimension.</param>
/// <param name="Length">Its extent in the result.</param>
public sealed record IndexAddOp(int Dim, int Length) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("index_add",
        Formula: "y[…, j, …] = Σ x[…, i, …] over all i with index[i] = j",
        Samples: [new(new IndexAddOp(1, 4), new OpInput([2, 4, 3]), Indices.Of([4], 3, 0, 3, 2))],
        Errors:
        [
            new(new IndexAddOp(0, 2), "index 2", new OpInput([1, 3]), Indices.Of([1], 2)),
            new(new IndexAddOp(0, 2), "one position for each", new OpInput([2, 3]), Indices.Of([1], 0)),
        ])
    {
        Inputs = ["x", "index"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 1 ? type == ElementType.Int64 : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (x, index) = (inputs[0]!.Shape, inputs[1]!);
        if (index.Shape != new Shape(x[Dim]))
            throw new ShapeException($"an index names one position for each of the {x[Dim]} slices of x {x}; got index {index.Shape}");
        if (Indices.FirstOutside(index, Length) is { } wrong)
            throw new UsageException($"index {wrong} lies outside the result's dimension {Dim}; expected 0 to {Length - 1}");
        return [x.With(Dim, Length)];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, index) = (inputs[0]!, inputs[1]!);
        saved.Save(index);
        var y = Tensor.EmptyLike(x, x.Shape.With(Dim, Length));
        x.Backend.IndexAdd(x.View, index.View, y.View, LineGeometry.Of(y.Shape, Dim));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [dys[0]!.IndexSelect(Dim, saved[0]), null];
}

/// <summary>Selection by positions.</summary>
public static class IndexSelectExtensions
{
    extension(Tensor x)
    {
        /// <summary>The positions of one dimension of x [*] that index [n] (Int64) names, in its order.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        /// <exception cref="UsageException">A position lies outside; on a GPU it is told when results come back.</exception>
        public Tensor IndexSelect(int dim, Tensor index) => Dispatcher.Apply(new IndexSelectOp(dim), x, index);
    }
}
