using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The largest element of each window; the gradient goes to where it was found, the first in row-major order where several are largest.</summary>
public abstract record MaximumPoolOp : PoolOp
{
    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var geometry = Geometry(x.Shape);
        var shape = Result(x.Shape);
        var (y, indices) = (Tensor.EmptyLike(x, shape), Tensor.EmptyLike(x, shape, ElementType.Int64));
        x.Backend.MaxPool(x.View, y.View, indices.View, geometry);
        saved.Save(indices);
        saved.SaveState(x.Shape);
        GC.KeepAlive(indices);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new PoolScatterOp(this, saved.State<Shape>()), dys[0], saved[0])];
}
