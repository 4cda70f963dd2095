using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Some evenly spaced positions of one dimension; a view where they lie together in memory.</summary>
/// <param name="Dim">The dimension.</param>
/// <param name="Start">The first position; a negative one counts from the end, one beyond the ends is cut to them.</param>
/// <param name="End">The position behind the last, counted likewise.</param>
/// <param name="Step">The distance of two positions.</param>
public sealed record SliceOp(int Dim, int Start, int End, int Step) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("slice",
        Formula: "y[…, i, …] = x[…, start + i · step, …]",
        Samples:
        [
            new(new SliceOp(1, 1, 6, 2), new OpInput([3, 7, 2])),
            new(new SliceOp(0, 1, 3, 1), new OpInput([4, 3])),
            new(new SliceOp(-1, -3, int.MaxValue, 1), new OpInput([2, 5])),
            new(new SliceOp(1, 2, 4, 1), new OpInput([1, 5, 2])),
        ],
        Errors:
        [
            new(new SliceOp(2, 0, 1, 1), "dimension 2 does not exist", new OpInput([3, 4])),
            new(new SliceOp(0, 0, 2, 0), "step is at least 1", new OpInput([3, 4])),
        ]);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        if (Step < 1) throw new ShapeException($"a slice's step is at least 1, Flip reverses; got {Step} for x {x}");
        return [x.With(Dim, Extent(x))];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Shape);
        var (axis, first, shape) = (x.Shape.Axis(Dim), First(x.Shape), x.Shape.With(Dim, Extent(x.Shape)));
        var steps = Steps.Of(x.Shape);
        var offset = first * steps[axis];
        if (Step == 1 && x.Shape.CountOf(0, axis) == 1) return [x.ViewAs(shape, offset)];
        var y = Tensor.EmptyLike(x, shape);
        steps[axis] *= Step;
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(shape, offset, steps, 0, Steps.Of(shape)));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var x = saved.State<Shape>();
        return [Dispatcher.Apply(new SliceScatterOp(x, x.Axis(Dim), First(x), Step), dys[0])];
    }

    private int First(Shape x) => Cut(Start, x[Dim]);

    private int Extent(Shape x) => (Math.Max(0, Cut(End, x[Dim]) - First(x)) + Step - 1) / Step;

    private static int Cut(int position, int extent) => Math.Clamp(position < 0 ? position + extent : position, 0, extent);
}

/// <summary>Zeros with x at evenly spaced positions of one dimension: the adjoint of <see cref="SliceOp"/>.</summary>
/// <param name="Shape">The result's shape.</param>
/// <param name="Dim">The dimension.</param>
/// <param name="Start">The first position.</param>
/// <param name="Step">The distance of two positions.</param>
public sealed record SliceScatterOp(Shape Shape, int Dim, int Start, int Step) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("slice_scatter",
        Formula: "y[…, start + i · step, …] = x[…, i, …], else 0",
        Samples:
        [
            new(new SliceScatterOp([3, 7, 2], 1, 1, 2), new OpInput([3, 3, 2])),
            new(new SliceScatterOp([4, 3], 0, 1, 1), new OpInput([2, 3])),
        ],
        Errors: [new(new SliceScatterOp([4, 3], 0, 3, 1), "does not fit", new OpInput([2, 3]))]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        var fits = x.Rank == Shape.Rank && x.With(Dim, Shape[Dim]) == Shape
            && Step >= 1 && Start >= 0 && (x[Dim] == 0 || Start + (x[Dim] - 1L) * Step < Shape[Dim]);
        return fits ? [Shape] : throw new ShapeException($"a slice {x} from position {Start} of dimension {Dim} on does not fit {Shape}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Shape[Dim]);
        var y = Tensor.EmptyLike(x, Shape);
        y.Backend.Fill(y.View, 0);
        var steps = Steps.Of(Shape);
        var axis = Shape.Axis(Dim);
        var offset = Start * steps[axis];
        steps[axis] *= Step;
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(x.Shape, 0, Steps.Of(x.Shape), offset, steps));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var extent = saved.State<int>();
        var end = extent == 0 ? Start : Start + (extent - 1) * Step + 1;
        return [dys[0]!.Slice(Dim, Start, end, Step)];
    }
}

/// <summary>Slices.</summary>
public static class SliceExtensions
{
    extension(Tensor x)
    {
        /// <summary>The positions start, start + step, … before end of one dimension of x [*]; negative ones count from the end, and what lies beyond is cut.</summary>
        /// <exception cref="ShapeException">There is no such dimension, or the step is below 1.</exception>
        public Tensor Slice(int dim, int start, int end = int.MaxValue, int step = 1) => Dispatcher.Apply(new SliceOp(dim, start, end, step), x);

        /// <summary>So many positions of one dimension of x [*] from a start on.</summary>
        /// <exception cref="ShapeException">They do not all lie inside.</exception>
        public Tensor Narrow(int dim, int start, int length)
        {
            if (start < 0 || length < 0 || start + (long)length > x.Shape[dim])
                throw new ShapeException($"Narrow(dim: {dim}, start: {start}, length: {length}) does not lie inside {x.Shape}");
            return x.Slice(dim, start, start + length);
        }

        /// <summary>One position of a dimension of x [*], without that dimension; a negative one counts from the end.</summary>
        /// <exception cref="ShapeException">There is no such dimension or position.</exception>
        public Tensor Select(int dim, int position)
        {
            var extent = x.Shape[dim];
            if (position < -extent || position >= extent)
                throw new ShapeException($"position {position} does not exist in dimension {dim} of {x.Shape}");
            var at = position < 0 ? position + extent : position;
            return x.Slice(dim, at, at + 1).Squeeze(dim);
        }

        /// <summary>x [*] cut along a dimension into parts of the given extents.</summary>
        /// <exception cref="ShapeException">The extents do not add up to the dimension's.</exception>
        public Tensor[] Split(ReadOnlySpan<int> extents, int dim = 0)
        {
            var parts = new Tensor[extents.Length];
            var start = 0;
            for (var i = 0; i < parts.Length; start += extents[i], i++) parts[i] = x.Narrow(dim, start, extents[i]);
            return start == x.Shape[dim] ? parts : throw new ShapeException($"parts of [{string.Join(", ", extents.ToArray())}] do not add up to dimension {dim} of {x.Shape}");
        }

        /// <summary>x [*] cut along a dimension into so many equal parts.</summary>
        /// <exception cref="ShapeException">The number does not divide the dimension's extent.</exception>
        public Tensor[] Chunk(int parts, int dim = 0)
        {
            if (parts < 1 || x.Shape[dim] % parts != 0) throw new ShapeException($"dimension {dim} of {x.Shape} cannot be cut into {parts} equal parts");
            return x.Split([.. Enumerable.Repeat(x.Shape[dim] / parts, parts)], dim);
        }
    }
}
