namespace NeuralCore.Optim;

/// <summary>Adam (Kingma and Ba 2015, arXiv:1412.6980, alg. 1), with the running maximum of AMSGrad if asked (Reddi et al. 2018, arXiv:1904.09237, alg. 2); the weight decay joins the gradient.</summary>
public class Adam : Optimizer
{
    private readonly double _beta1, _beta2, _epsilon, _weightDecay;
    private readonly bool _amsGrad;

    /// <summary>Of a model, or of groups of parameters.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public Adam(
        ParameterGroups parameters, double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool amsGrad = false)
        : base(parameters, rate)
    {
        if (!(beta1 is >= 0 and < 1 && beta2 is >= 0 and < 1))
            throw new UsageException($"Adam's betas are {beta1} and {beta2}; expected numbers in [0, 1)");
        (_beta1, _beta2, _epsilon, _weightDecay, _amsGrad) = (beta1, beta2, epsilon, weightDecay, amsGrad);
    }

    /// <inheritdoc/>
    private protected override string?[] StateNames => _amsGrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"];

    /// <summary>Whether the weight decay shrinks the weights instead of joining the gradient.</summary>
    private protected virtual bool IsDecoupled => false;

    /// <inheritdoc/>
    private protected override void Update(Slot slot)
    {
        var (rate, decay) = (slot.Group.Rate, slot.Group.WeightDecay ?? _weightDecay);
        var correction1 = 1 - Math.Pow(_beta1, slot.Steps);
        var correction2 = 1 - Math.Pow(_beta2, slot.Steps);
        Apply(slot, new Rule(
            Rate: rate / correction1, Beta1: _beta1, Beta2: _beta2, Epsilon: _epsilon, Scale: 1 / Math.Sqrt(correction2),
            Decay: IsDecoupled ? 0 : decay, Shrink: IsDecoupled ? 1 - rate * decay : 1, _amsGrad));
    }

    // m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← shrink·p − rate·m / (√v/√(1 − β₂ᵗ) + ε)
    internal readonly record struct Rule(
        double Rate, double Beta1, double Beta2, double Epsilon, double Scale, double Decay, double Shrink, Flag AmsGrad) : IUpdate
    {
        // On the host, for not every GPU subtracts doubles, and in floats 1 − β₂ would have lost half its digits.
        private readonly double _rest1 = 1 - Beta1, _rest2 = 1 - Beta2;

        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
        {
            g = V.Fma(V.Of(Decay), p, g);
            s0 = V.Fma(V.Of(Beta1), s0, V.Of(_rest1) * g);
            s1 = V.Fma(V.Of(Beta2), s1, V.Of(_rest2) * g * g);
            var square = s1;
            if (AmsGrad) square = s2 = V.Max(s2, s1);
            p = V.Of(Shrink) * p - V.Of(Rate) * s0 / V.Fma(V.Of(Scale), V.Sqrt(square), V.Of(Epsilon));
        }
    }
}
