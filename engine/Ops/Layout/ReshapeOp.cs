using System.Runtime.CompilerServices;
using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The same elements in the same order under another shape: a view, nothing is copied.</summary>
/// <param name="Shape">The new shape.</param>
public sealed record ReshapeOp(Shape Shape) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("reshape",
        Formula: "y[i] = x[i], i counting in row-major order",
        Samples:
        [
            new(new ReshapeOp([4, 3]), new OpInput([2, 6])),
            new(new ReshapeOp([]), new OpInput([1, 1])),
            new(new ReshapeOp([1, 5, 1]), new OpInput([5])),
        ],
        Errors: [new(new ReshapeOp([4, 2]), "6 elements", new OpInput([2, 3]))]);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        return x.Count == Shape.Count
            ? [Shape]
            : throw new ShapeException($"x {x} has {x.Count} elements and cannot become {Shape} with {Shape.Count}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.SaveState(inputs[0]!.Shape);
        return [inputs[0]!.ViewAs(Shape)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]!.Reshape(saved.State<Shape>())];
}

/// <summary>Reshaping, and what comes down to it.</summary>
public static class ReshapeExtensions
{
    extension(Tensor x)
    {
        /// <summary>The elements of x [*] under another shape, sharing its memory; x itself if the shapes are equal.</summary>
        /// <exception cref="ShapeException">The shape has another number of elements.</exception>
        public Tensor Reshape(Shape shape) => x.Shape == shape ? x : Dispatcher.Apply(new ReshapeOp(shape), x);

        /// <summary>The elements of x [*] under another shape, sharing its memory; one extent may be −1 and is worked out.</summary>
        /// <exception cref="ShapeException">The shape has another number of elements, or more than one −1.</exception>
        [OverloadResolutionPriority(1)]
        public Tensor Reshape(params ReadOnlySpan<int> shape) => x.Reshape(Resolve(x.Shape, shape));

        /// <summary>Dimensions <paramref name="start"/> to <paramref name="end"/> (both included) of x [*] merged into one.</summary>
        /// <exception cref="ShapeException">There is no such dimension, or the end lies before the start.</exception>
        public Tensor Flatten(int start = 0, int end = -1)
        {
            if (x.Rank == 0) return x.Reshape([1]);
            var (from, to) = (x.Shape.Axis(start), x.Shape.Axis(end));
            if (to < from) throw new ShapeException($"Flatten({start}, {end}) of {x.Shape}: the last dimension lies before the first");
            return x.Reshape(x.Shape[..from].Concat([checked((int)x.Shape.CountOf(from, to + 1))]).Concat(x.Shape[(to + 1)..]));
        }

        /// <summary>x [*] without the named dimensions that have extent 1, without all of extent 1 if none is named.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Squeeze(Dims dims = default)
        {
            var axes = dims.Axes(x.Shape);
            List<int> left = [];
            for (var i = 0; i < x.Rank; i++)
                if (x.Shape[i] != 1 || (axes >> i & 1) == 0) left.Add(x.Shape[i]);
            return x.Reshape([.. left]);
        }

        /// <summary>x [*] with a new dimension of extent 1 at position <paramref name="dim"/>; −1 puts it last.</summary>
        /// <exception cref="ShapeException">There is no such position, or x has eight dimensions already.</exception>
        public Tensor Unsqueeze(int dim)
        {
            var at = dim < 0 ? dim + x.Rank + 1 : dim;
            if (at < 0 || at > x.Rank) throw new ShapeException($"Unsqueeze({dim}) of {x.Shape}: expected a position from {-x.Rank - 1} to {x.Rank}");
            return x.Reshape(x.Shape[..at].Concat([1]).Concat(x.Shape[at..]));
        }
    }

    // What −1 stands for is rounded down where it does not come out even; the op then says that the counts differ.
    private static Shape Resolve(Shape x, ReadOnlySpan<int> shape)
    {
        var open = shape.IndexOf(-1);
        if (open < 0) return new Shape(shape);
        if (shape[(open + 1)..].Contains(-1)) throw new ShapeException($"Reshape of {x}: only one extent may be -1; got [{string.Join(", ", shape.ToArray())}]");
        var known = shape[..open].ToArray().Concat(shape[(open + 1)..].ToArray()).Aggregate(1L, (a, b) => a * b);
        return new Shape([.. shape[..open], checked((int)(known == 0 ? 0 : x.Count / known)), .. shape[(open + 1)..]]);
    }
}
