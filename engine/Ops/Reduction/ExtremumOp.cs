using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>A reduction whose result is one of the elements: the gradient goes back to it, in even parts to several that are equal.</summary>
/// <param name="Dims">The dimensions reduced.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public abstract record ExtremumOp(Dims Dims, bool KeepDim) : ReductionOp(Dims, KeepDim)
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        return TermsOf(x) > 0 ? [ResultOf(x)] : throw new ShapeException($"there is no element to choose from along {Dims} of x {x}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var y = Compute(inputs[0]!);
        saved.Save(inputs[0], y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (x, y) = (saved[0], saved[1]);
        var chosen = x.Equal(Keep(y, x.Shape)).To(x.Type);
        return [chosen * (Keep(dys[0]!, x.Shape) / chosen.Sum(Dims, keepDim: true))];
    }

    /// <summary>The reduction.</summary>
    private protected abstract Tensor Compute(Tensor x);
}
