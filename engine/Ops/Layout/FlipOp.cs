using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Dimensions run backwards; its own adjoint.</summary>
/// <param name="Dims">The dimensions that are reversed.</param>
public sealed record FlipOp(Dims Dims) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("flip",
        Formula: "y[…, i, …] = x[…, n − 1 − i, …] in each of dims",
        Samples: [new(new FlipOp(-1), new OpInput([2, 3])), new(new FlipOp([0, 2]), new OpInput([2, 3, 4]))],
        Errors: [new(new FlipOp(2), "dimension 2 does not exist", new OpInput([2, 3]))]);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        Dims.Axes(inputs[0]!.Shape);
        return [inputs[0]!.Shape];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, x.Shape);
        if (x.Count == 0) return [y];
        var (axes, from, offset) = (Dims.Axes(x.Shape), Steps.Of(x.Shape), 0L);
        for (var i = 0; i < x.Rank; i++)
        {
            if ((axes >> i & 1) == 0) continue;
            offset += (x.Shape[i] - 1) * from[i];
            from[i] = -from[i];
        }
        x.Backend.CopyStrided(x.View, y.View, new StridedGeometry(x.Shape, offset, from, 0, Steps.Of(x.Shape)));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]!.Flip(Dims)];
}

/// <summary>Reversal.</summary>
public static class FlipExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] with the named dimensions running backwards.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Flip(Dims dims) => Dispatcher.Apply(new FlipOp(dims), x);
    }
}
