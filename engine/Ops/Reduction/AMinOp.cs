using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The smallest element over some dimensions; equal ones share the gradient evenly, a NaN wins over all.</summary>
/// <param name="Dims">The dimensions reduced.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public sealed record AMinOp(Dims Dims, bool KeepDim) : ExtremumOp(Dims, KeepDim), IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("amin",
        Formula: "y = min x over dims",
        Samples: Cases((dims, keep) => new AMinOp(dims, keep), s => new(s) { Distinct = true }),
        Errors: [.. Refusals((dims, keep) => new AMinOp(dims, keep)), new(new AMinOp(0, false), "no element", new OpInput([0, 3]))]);

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x) => Reduce(new Minimum(), x);
}

/// <summary>The smallest element.</summary>
public static class AMinExtensions
{
    extension(Tensor x)
    {
        /// <summary>The smallest element of x [*] over the dimensions, all unless named; they stay with extent 1 if <paramref name="keepDim"/>.</summary>
        /// <exception cref="ShapeException">There is no such dimension, or nothing to choose from.</exception>
        public Tensor AMin(Dims dims = default, bool keepDim = false) => Dispatcher.Apply(new AMinOp(dims, keepDim), x);
    }
}
