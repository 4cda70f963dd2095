using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>An op whose forward pass is right and whose gradient for one input is wrong.</summary>
/// <param name="Inner">The right op.</param>
/// <param name="Mutation">What is wrong.</param>
/// <param name="Input">For which input.</param>
internal sealed record MutantOp(Op Inner, Mutation Mutation, int Input) : Op
{
    /// <inheritdoc/>
    public override bool IsDifferentiable => Inner.IsDifferentiable;

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => Inner.Accepts(input, type);

    /// <inheritdoc/>
    public override bool CarriesGradient(int output) => Inner.CarriesGradient(output);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) =>
        Mutation.Forks ? [.. Inner.InferShapes(inputs), inputs[Input]!.Shape] : Inner.InferShapes(inputs);

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var outputs = Inner.Forward(saved, inputs);
        if (!Mutation.Forks) return outputs;
        var x = inputs[Input]!;
        return [.. outputs, Tensor.EmptyLike(x, x.Shape).CopyFrom(x)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        Tensor?[] own = Mutation.Forks ? [.. dys[..^1]] : [.. dys];
        Tensor?[] dxs = [.. Inner.Backward(saved, own, needs)];
        if (dxs[Input] is not { } dx) return dxs;
        var all = Mutation.Forks ? dys.ToArray() : own;
        dxs[Input] = Mutation.Change(new(Inner, saved, all, dxs, needs, Input)) is { } wrong
            ? Tensor.FromDoubles(wrong, dx.Shape, dx.Type, dx.Device)
            : null;
        return dxs;
    }
}
