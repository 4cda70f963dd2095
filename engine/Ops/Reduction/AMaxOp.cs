using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The largest element over some dimensions; equal ones share the gradient evenly, a NaN wins over all.</summary>
/// <param name="Dims">The dimensions reduced.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public sealed record AMaxOp(Dims Dims, bool KeepDim) : ExtremumOp(Dims, KeepDim), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("amax",
        Formula: "y = max x over dims",
        Samples: Cases((dims, keep) => new AMaxOp(dims, keep), s => new(s) { Distinct = true }),
        Errors: [.. Refusals((dims, keep) => new AMaxOp(dims, keep)), new(new AMaxOp(0, false), "no element", new OpInput([0, 3]))]);

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x) => Reduce(new Maximum(), x);
}

/// <summary>The largest element.</summary>
public static class AMaxExtensions
{
    extension(Tensor x)
    {
        /// <summary>The largest element of x [*] over the dimensions, all unless named; they stay with extent 1 if <paramref name="keepDim"/>.</summary>
        /// <exception cref="ShapeException">There is no such dimension, or nothing to choose from.</exception>
        public Tensor AMax(Dims dims = default, bool keepDim = false) => Dispatcher.Apply(new AMaxOp(dims, keepDim), x);
    }
}
