using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Tensors one behind the other along a dimension; the gradient is cut apart again.</summary>
/// <param name="Dim">The dimension.</param>
public sealed record ConcatOp(int Dim) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("concat",
        Formula: "y = x₀, x₁, … one behind the other along dim",
        Samples:
        [
            new(new ConcatOp(1), new OpInput([2, 3, 2]), new OpInput([2, 1, 2]), new OpInput([2, 5, 2])),
            new(new ConcatOp(0), new OpInput([2, 3]), new OpInput([4, 3])),
            new(new ConcatOp(-1), new OpInput([2, 3])),
        ],
        Errors:
        [
            new(new ConcatOp(0), "must agree", new OpInput([2, 3]), new OpInput([2, 4])),
            new(new ConcatOp(0), "must agree", new OpInput([2, 3]), new OpInput([3])),
            new(new ConcatOp(2), "dimension 2 does not exist", new OpInput([2, 3]), new OpInput([2, 3])),
        ])
    {
        Inputs = ["x0", "x1", "…"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (first, extent) = (inputs[0]!, 0);
        foreach (var input in inputs)
        {
            var x = input!;
            if (x.Type != first.Type)
                throw new ShapeException($"the tensors have different types: {first.Type} {first.Shape} and {x.Type} {x.Shape}; convert one with To(type)");
            if (x.Rank != first.Rank || x.Shape.With(Dim, 0) != first.Shape.With(Dim, 0))
                throw new ShapeException($"the shapes must agree but in dimension {Dim}; got {first.Shape} and {x.Shape}");
            extent = checked(extent + x.Shape[Dim]);
        }
        return [first.Shape.With(Dim, extent)];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var shape = InferShapes(inputs)[0];
        var y = Tensor.EmptyLike(inputs[0]!, shape);
        var (steps, axis, start) = (Steps.Of(shape), shape.Axis(Dim), 0L);
        var extents = new int[inputs.Length];
        for (var i = 0; i < inputs.Length; start += extents[i], i++)
        {
            var x = inputs[i]!;
            extents[i] = x.Shape[axis];
            x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(x.Shape, 0, Steps.Of(x.Shape), start * steps[axis], steps));
        }
        saved.SaveState(extents);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var extents = saved.State<int[]>();
        var dxs = new Tensor?[extents.Length];
        for (int i = 0, start = 0; i < dxs.Length; start += extents[i], i++)
            if (needs[i]) dxs[i] = dys[0]!.Slice(Dim, start, start + extents[i]);
        return dxs;
    }
}

/// <summary>Joining tensors.</summary>
public static class ConcatExtensions
{
    // As many inputs as Needs has bits.
    private const int MostInputs = 64;

    extension(Tensor)
    {
        /// <summary>The tensors one behind the other along a dimension; their other extents must agree.</summary>
        /// <exception cref="ShapeException">They do not, or there is no tensor.</exception>
        public static Tensor Concat(IReadOnlyList<Tensor> tensors, int dim = 0)
        {
            if (tensors.Count == 0) throw new ShapeException("Concat joins at least one tensor; got none");
            while (tensors.Count > MostInputs) tensors = [.. tensors.Chunk(MostInputs).Select(part => Tensor.Concat(part, dim))];
            return Dispatcher.Apply(new ConcatOp(dim), [.. tensors]);
        }

        /// <summary>Tensors of one shape along a new dimension.</summary>
        /// <exception cref="ShapeException">The shapes differ, or there is no tensor.</exception>
        public static Tensor Stack(IReadOnlyList<Tensor> tensors, int dim = 0) => Tensor.Concat([.. tensors.Select(x => x.Unsqueeze(dim))], dim);
    }
}
