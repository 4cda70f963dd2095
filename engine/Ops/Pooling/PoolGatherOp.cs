using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Takes from x [N, C, *spatial] the elements at which a max pooling found its results: the adjoint of <see cref="PoolScatterOp"/>.</summary>
/// <param name="Pool">The pooling.</param>
public sealed record PoolGatherOp(PoolOp Pool) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("pool_gather",
        Formula: "y[n,c,i] = x[n,c,indices[n,c,i]]",
        Samples:
        [
            new(new PoolGatherOp(new MaxPoolOp(2, 1, 0, 1)), new OpInput([1, 2, 4]), new OpInput([1, 2, 3]) { Type = ElementType.Int64, Values = [1, 1, 2, 0, 2, 3] }),
            new(new PoolGatherOp(new AdaptiveMaxPoolOp((1, 2))), new OpInput([2, 1, 2, 4]), new OpInput([2, 1, 1, 2]) { Type = ElementType.Int64, Values = [5, 3, 0, 7] }),
        ],
        Errors:
        [
            new(new PoolGatherOp(new MaxPoolOp(2, 2, 0, 1)), "gives y [1, 2, 2]; got indices [1, 2, 3]", new OpInput([1, 2, 4]), new OpInput([1, 2, 3]) { Type = ElementType.Int64 }),
        ])
    {
        Inputs = ["x", "indices"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 1 ? type == ElementType.Int64 : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        Pool.CheckResult("indices", inputs[1]!.Shape, inputs[0]!.Shape);
        return [inputs[1]!.Shape];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, indices) = (inputs[0]!, inputs[1]!);
        saved.Save(indices);
        saved.SaveState(x.Shape);
        var y = Tensor.EmptyLike(x, indices.Shape);
        x.Backend.PoolGather(x.View, indices.View, y.View, Pool.Geometry(x.Shape));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new PoolScatterOp(Pool, saved.State<Shape>()), dys[0], saved[0]), null];
}
