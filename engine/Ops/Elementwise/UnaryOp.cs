using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>An op y = f(x), elementwise; f is a struct that every backend runs as it is.</summary>
public abstract record UnaryOp : Op
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    /// <summary>The result, saved for the backward pass: where it tells as much as x, for the next layer keeps it anyway.</summary>
    private protected static Tensor[] Keeping(Saved saved, Tensor y)
    {
        saved.Save(y);
        return [y];
    }

    /// <summary>The call that no floating function takes: a tensor of whole numbers.</summary>
    private protected static IReadOnlyList<OpError> Refusals(Op op) =>
        [new(op, "does not take", new OpInput([3]) { Type = ElementType.Int64, Values = [1, 2, 3] })];
}
