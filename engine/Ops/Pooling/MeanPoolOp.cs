using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The average of each window; linear, so that its gradient is its adjoint at any order.</summary>
public abstract record MeanPoolOp : PoolOp
{
    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Shape);
        var y = Tensor.EmptyLike(x, Result(x.Shape));
        x.Backend.AveragePool(x.View, y.View, Geometry(x.Shape));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new AveragePoolGradientOp(this, saved.State<Shape>()), dys[0])];
}
