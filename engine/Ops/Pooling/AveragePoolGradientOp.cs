using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The adjoint of an average pooling, fixed or adaptive: spreads dy [N, C, *output] evenly over the windows.</summary>
/// <param name="Pool">The pooling.</param>
/// <param name="X">The shape of the pooling's input.</param>
public sealed record AveragePoolGradientOp(MeanPoolOp Pool, Shape X) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("average_pool_gradient",
        Formula: "dx[n,c,j] = Σ dy[n,c,i] / |window i| over all windows i that hold j",
        Samples:
        [
            new(new AveragePoolGradientOp(new AveragePoolOp((3, 2), 2, (1, 0), CeilMode: true, CountIncludePad: false), [1, 2, 6, 5]), new OpInput([1, 2, 4, 3])),
            new(new AveragePoolGradientOp(new AveragePoolOp(3, 1, 1), [2, 1, 4]), new OpInput([2, 1, 4])),
            new(new AveragePoolGradientOp(new AdaptiveAveragePoolOp((3, 2)), [1, 2, 5, 4]), new OpInput([1, 2, 3, 2])),
        ],
        Errors: [new(new AveragePoolGradientOp(new AveragePoolOp(2, 2, 0), [1, 2, 4]), "gives y [1, 2, 2]; got dy [1, 2, 3]", new OpInput([1, 2, 3]))])
    {
        Inputs = ["dy"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        Pool.CheckResult("dy", inputs[0]!.Shape, X);
        return [X];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var dy = inputs[0]!;
        var dx = Tensor.EmptyLike(dy, X);
        dy.Backend.AveragePoolGradient(dy.View, dx.View, Pool.Geometry(X));
        return [dx];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [Dispatcher.Apply(Pool, dys[0])];
}
