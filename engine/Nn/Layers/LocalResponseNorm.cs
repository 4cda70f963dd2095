using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Local response normalization (Krizhevsky et al. 2012, NeurIPS, §3.3) of x [N, C, *spatial]: strong channels damp their neighbours; nothing is learned.</summary>
/// <param name="size">How many channels a window has.</param>
/// <param name="alpha">The weight of the mean square in a window.</param>
/// <param name="beta">The exponent.</param>
/// <param name="k">What is added to the mean square.</param>
public sealed class LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : Module
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"LocalResponseNorm({size}{LayerText.Unless(1e-4, alpha, "alpha")}{LayerText.Unless(0.75, beta, "beta")}{LayerText.Unless(1, k, "k")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.LocalResponseNorm(size, alpha, beta, k);
}
