using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>A power whose base and exponent are tensors that broadcast against each other.</summary>
public sealed record PowOp : BinaryOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("pow",
        Formula: "y = aᵇ",
        Samples: Broadcasts(new PowOp(), s => new(s, 0.3, 2), s => new(s, -2, 2)),
        Errors: Refusals(new PowOp()))
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        var y = Pointwise.Zip(new Power(), a, b);
        saved.Save(a, b, y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, a, b, y) = (dys[0]!, saved[0], saved[1], saved[2]);
        Tensor? da = null, db = null;
        if (needs[0]) da = (dy * b * a.Pow(b - 1)).SumTo(a.Shape);

        // 0ᵇ is 0 for every b > 0 (and taken so at b = 0), so its slope in b is 0, not 0 · ln 0.
        if (needs[1]) db = (dy * Tensor.Where(a.Equal(0), y * 0, y * a.Log())).SumTo(b.Shape);
        return [da, db];
    }

    internal readonly struct Power : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => LaneMath.Pow(a, b);
    }
}

/// <summary>Powers.</summary>
public static class PowExtensions
{
    extension(Tensor x)
    {
        /// <summary>x to the power of another tensor, broadcast against each other; NaN for negative x and a broken exponent.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Pow(Tensor exponent) => Dispatcher.Apply(new PowOp(), x, exponent);
    }
}
