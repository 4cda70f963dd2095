using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The same tensor as a node of its own: what a hook hangs on to see one path's share of a gradient.</summary>
public sealed record AliasOp : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("alias",
        Formula: "y = x, the same memory",
        Samples: [new(new AliasOp(), new OpInput([2, 3]))],
        Errors: []);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.ViewAs(inputs[0]!.Shape)];

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]];
}

/// <summary>A node of one's own.</summary>
public static class AliasExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] as another node of the graph, sharing the memory.</summary>
        public Tensor Alias() => Dispatcher.Apply(new AliasOp(), x);
    }
}
