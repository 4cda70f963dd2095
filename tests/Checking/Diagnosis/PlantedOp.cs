using NeuralCore.Autograd;

namespace NeuralCore.Tests.Checking;

/// <summary>An op as a user writes one, from its two passes; the tests plant a mistake in the second.</summary>
internal sealed record PlantedOp(Func<Tensor?[], Tensor[]> Compute, Func<Tensor?[], Tensor?[], Tensor?[]> Gradient) : Op
{
    /// <summary>One result.</summary>
    public PlantedOp(Func<Tensor?[], Tensor> compute, Func<Tensor?[], Tensor, Tensor?[]> gradient)
        : this(xs => [compute(xs)], (xs, dys) => gradient(xs, dys[0]!))
    {
    }

    public override bool Accepts(int input, ElementType type) => true;

    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        using var scope = new NoGradScope();
        return [.. Compute(inputs.ToArray()).Select(y => y.Shape)];
    }

    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        saved.SaveState(inputs.Length);
        return Compute(inputs.ToArray());
    }

    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        Tensor?[] inputs = [.. Enumerable.Range(0, saved.State<int>()).Select(saved.Optional)];
        return Gradient(inputs, dys.ToArray());
    }
}
