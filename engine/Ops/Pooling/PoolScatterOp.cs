using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Puts dy [N, C, *output] back to where a max pooling found its results, and adds where windows overlap: the adjoint of <see cref="PoolGatherOp"/>.</summary>
/// <remarks>The indices are those of a max pooling of this geometry: each lies in its window.</remarks>
/// <param name="Pool">The pooling.</param>
/// <param name="X">The shape of the pooling's input.</param>
public sealed record PoolScatterOp(PoolOp Pool, Shape X) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("pool_scatter",
        Formula: "dx[n,c,j] = Σ dy[n,c,i] over all i with indices[n,c,i] = j",
        Samples:
        [
            new(new PoolScatterOp(new MaxPoolOp(2, 1, 0, 1), [1, 2, 4]), new OpInput([1, 2, 3]), new OpInput([1, 2, 3]) { Type = ElementType.Int64, Values = [1, 1, 2, 0, 2, 3] }),
            new(new PoolScatterOp(new AdaptiveMaxPoolOp((1, 2)), [2, 1, 2, 4]), new OpInput([2, 1, 1, 2]), new OpInput([2, 1, 1, 2]) { Type = ElementType.Int64, Values = [5, 3, 0, 7] }),
        ],
        Errors:
        [
            new(new PoolScatterOp(new MaxPoolOp(2, 2, 0, 1), [1, 2, 4]), "gives y [1, 2, 2]; got dy [1, 2, 3]", new OpInput([1, 2, 3]), new OpInput([1, 2, 2]) { Type = ElementType.Int64 }),
            new(new PoolScatterOp(new MaxPoolOp(2, 2, 0, 1), [1, 2, 4]), "gives y [1, 2, 2]; got indices [1, 2, 3]", new OpInput([1, 2, 2]), new OpInput([1, 2, 3]) { Type = ElementType.Int64 }),
        ])
    {
        Inputs = ["dy", "indices"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 1 ? type == ElementType.Int64 : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        Pool.CheckResult("dy", inputs[0]!.Shape, X);
        Pool.CheckResult("indices", inputs[1]!.Shape, X);
        return [X];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, indices) = (inputs[0]!, inputs[1]!);
        saved.Save(indices);
        var dx = Tensor.EmptyLike(dy, X);
        dy.Backend.PoolScatter(dy.View, indices.View, dx.View, Pool.Geometry(X));
        return [dx];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new PoolGatherOp(Pool), dys[0], saved[0]), null];
}
