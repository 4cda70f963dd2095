using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The gradient dx = dy · f′(s) of a pointwise op in one pass; s is the op's x or its y, whichever f′ is shorter in.</summary>
/// <remarks>
/// It is linear in dy, so its gradient for dy is itself, applied to g; the one for s is g · dy · f″(s), written in
/// elementary ops, which makes the derivatives of every order right.
/// </remarks>
public abstract record PointwiseGradientOp : Op
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, s) = (inputs[0]!.Shape, inputs[1]!.Shape);
        return dy == s ? [s] : throw new ShapeException($"the gradient has the shape of what it belongs to; got dy {dy} for {s}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Compute(inputs[0]!, inputs[1]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (g, dy, s) = (dys[0]!, saved[0], saved[1]);
        return [needs[0] ? Dispatcher.Apply(this, g, s) : null, needs[1] ? Curvature(g, dy, s) : null];
    }

    /// <summary>dy · f′(s).</summary>
    private protected abstract Tensor Compute(Tensor dy, Tensor s);

    /// <summary>g · dy · df′/ds; null where f is piecewise linear.</summary>
    private protected virtual Tensor? Curvature(Tensor g, Tensor dy, Tensor s) => null;

    /// <summary>The call that no gradient takes.</summary>
    private protected static IReadOnlyList<OpError> Refusals(Op op) =>
        [new(op, "the shape of what it belongs to", new OpInput([3]), new OpInput([4]))];
}
