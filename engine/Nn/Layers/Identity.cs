namespace NeuralCore.Nn;

/// <summary>y = x: what stands where a branch does nothing.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x;
}
