using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Passes dy where the second input lies in an interval, and 0 elsewhere: the gradient of functions with flat ends.</summary>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Closed">Whether the ends belong to it.</param>
public sealed record GateOp(double Low, double High, bool Closed) : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("gate",
        Formula: "dx = dy where low < x < high (closed: low ≤ x ≤ high), else 0",
        Samples:
        [
            new(new GateOp(-0.5, 0.5, false), new OpInput([3, 4]), new OpInput([3, 4]) { Kinks = [-0.5, 0.5] }),
            new(new GateOp(double.NegativeInfinity, 0, true), new OpInput([7]), new OpInput([7]) { Kinks = [0] }),
        ],
        Errors: Refusals(new GateOp(0, 1, false)))
    {
        Inputs = ["dy", "x"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s) => Closed
        ? Pointwise.Zip(new ClosedGate(Low, High), dy, s)
        : Pointwise.Zip(new OpenGate(Low, High), dy, s);

    internal readonly struct OpenGate(double low, double high) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> =>
            V.SelectGreater(b, V.Of(low), V.SelectGreater(V.Of(high), b, a, V.Of(0)), V.Of(0));
    }

    internal readonly struct ClosedGate(double low, double high) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> =>
            V.SelectGreaterOrEqual(b, V.Of(low), V.SelectGreaterOrEqual(V.Of(high), b, a, V.Of(0)), V.Of(0));
    }
}

/// <summary>Gates.</summary>
internal static class GateExtensions
{
    extension(Tensor dy)
    {
        /// <summary>dy where x lies between the bounds, 0 elsewhere.</summary>
        public Tensor Gate(Tensor x, double low, double high, bool closed = false) => Dispatcher.Apply(new GateOp(low, high, closed), dy, x);
    }
}
