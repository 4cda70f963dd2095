using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Dropout (Srivastava et al. 2014, JMLR 15:1929), inverted: each element survives with probability 1 − p and is then divided by it.</summary>
/// <remarks>
/// The mask is a pure function of the key and the element's index, so it is drawn again in the backward pass and never
/// stored. With a fixed key the op is linear and its own adjoint.
/// </remarks>
/// <param name="P">The probability that an element becomes 0.</param>
/// <param name="Key">Names the draw.</param>
public sealed record DropoutOp(double P, PhiloxKey Key) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("dropout",
        Formula: "y = x · [u ≥ p] / (1 − p), u uniform",
        Samples:
        [
            new(new DropoutOp(0.4, new PhiloxKey(7, 2, 3)), new OpInput([4, 9])),
            new(new DropoutOp(0, new PhiloxKey(7, 2, 0)), new OpInput([2, 1, 5])),
            new(new DropoutOp(1, new PhiloxKey(7, 2, 0)), new OpInput([7])),
        ],
        Errors:
        [
            new(new DropoutOp(1.5, default), "a probability between 0 and 1; got 1.5", new OpInput([3])),
            new(new DropoutOp(-0.1, default), "a probability between 0 and 1; got -0.1", new OpInput([3])),
            new(new DropoutOp(double.NaN, default), "a probability between 0 and 1; got NaN", new OpInput([3])),
        ]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => P is >= 0 and <= 1
        ? [inputs[0]!.Shape]
        : throw new UsageException($"{this}: p is a probability between 0 and 1; got {P}");

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, x.Shape);
        if (P == 1) x.Backend.Fill(y.View, 0);   // nothing survives, and 1 / (1 − p) is no number
        else x.Backend.Dropout(x.View, y.View, P, Key);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [Dispatcher.Apply(this, dys[0])];
}

/// <summary>Dropout.</summary>
public static class DropoutExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] with each element set to 0 with probability <paramref name="p"/> and divided by 1 − p otherwise; x itself if p is 0.</summary>
        /// <param name="p">The probability that an element becomes 0.</param>
        /// <param name="generator">Where the draw comes from; it moves on by one draw, also if p is 0.</param>
        /// <exception cref="UsageException">p is outside [0, 1].</exception>
        public Tensor Dropout(double p, Generator generator)
        {
            var key = generator.Next();
            return p == 0 ? x : Dispatcher.Apply(new DropoutOp(p, key), x);
        }
    }
}
