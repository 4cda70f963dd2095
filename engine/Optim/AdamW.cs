namespace NeuralCore.Optim;

/// <summary>Adam whose weight decay shrinks the weights directly (Loshchilov and Hutter 2019, arXiv:1711.05101, alg. 2).</summary>
public sealed class AdamW : Adam
{
    /// <summary>Of a model, or of groups of parameters.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public AdamW(
        ParameterGroups parameters, double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 1e-2, bool amsGrad = false)
        : base(parameters, rate, beta1, beta2, epsilon, weightDecay, amsGrad) { }

    /// <inheritdoc/>
    private protected override bool IsDecoupled => true;
}
