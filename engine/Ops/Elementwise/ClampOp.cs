using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Cuts x to an interval; its ends pass the gradient.</summary>
/// <param name="Min">The least value.</param>
/// <param name="Max">The largest value.</param>
public sealed record ClampOp(double Min, double Max) : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("clamp",
        Formula: "y = min(max(x, min), max)",
        Samples:
        [
            new(new ClampOp(-0.5, 0.8), new OpInput([4, 7]) { Kinks = [-0.5, 0.8] }),
            new(new ClampOp(double.NegativeInfinity, 0.2), new OpInput([5]) { Kinks = [0.2] }),
        ],
        Errors: Refusals(new ClampOp(0, 1)));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Cut(Min, Max), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [dys[0]!.Gate(saved[0], Min, Max, closed: true)];

    internal readonly struct Cut(double min, double max) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Min(V.Max(x, V.Of(min)), V.Of(max));
    }
}

/// <summary>Clamping.</summary>
public static class ClampExtensions
{
    extension(Tensor x)
    {
        /// <summary>x cut to [min, max]; where max is less than min the result is max.</summary>
        public Tensor Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
            Dispatcher.Apply(new ClampOp(min, max), x);
    }
}
