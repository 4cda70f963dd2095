using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The natural logarithm: −∞ at 0, NaN below.</summary>
public sealed record LogOp : UnaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("log",
        Formula: "y = ln x",
        Samples: [new(new LogOp(), new OpInput([3, 4], 0.2, 3))],
        Errors: Refusals(new LogOp()));

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        saved.Save(inputs);
        return [Pointwise.Map(new Logarithm(), inputs[0]!)];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! / saved[0]];

    internal readonly struct Logarithm : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => LaneMath.Log(x);
    }
}

/// <summary>The natural logarithm.</summary>
public static class LogExtensions
{
    extension(Tensor x)
    {
        /// <summary>ln x: −∞ at 0, NaN below.</summary>
        public Tensor Log() => Dispatcher.Apply(new LogOp(), x);
    }
}
