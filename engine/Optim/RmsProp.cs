namespace NeuralCore.Optim;

/// <summary>RMSprop (Tieleman and Hinton 2012, lecture 6.5); centered, the variance instead of the mean square (Graves 2013, arXiv:1308.0850, §4.2).</summary>
public sealed class RmsProp : Optimizer
{
    private readonly double _alpha, _epsilon, _momentum, _weightDecay;
    private readonly bool _centered;

    /// <summary>Of a model, or of groups of parameters.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public RmsProp(
        ParameterGroups parameters, double rate = 1e-2, double alpha = 0.99, double epsilon = 1e-8,
        double momentum = 0, double weightDecay = 0, bool centered = false)
        : base(parameters, rate)
    {
        if (alpha is not (>= 0 and < 1)) throw new UsageException($"RMSprop's alpha is {alpha}; expected a number in [0, 1)");
        (_alpha, _epsilon, _momentum, _weightDecay, _centered) = (alpha, epsilon, momentum, weightDecay, centered);
    }

    /// <inheritdoc/>
    private protected override string?[] StateNames =>
        ["square_avg", _momentum > 0 ? "momentum_buffer" : null, _centered ? "grad_avg" : null];

    /// <inheritdoc/>
    private protected override void Update(Slot slot) =>
        Apply(slot, new Rule(slot.Group.Rate, _alpha, _epsilon, _momentum, slot.Group.WeightDecay ?? _weightDecay, _centered));

    // v ← αv + (1 − α)g², a ← αa + (1 − α)g, u = g/(√(v − a²) + ε), b ← μb + u, p ← p − rate·b
    internal readonly record struct Rule(
        double Rate, double Alpha, double Epsilon, double Momentum, double Decay, Flag Centered) : IUpdate
    {
        // On the host, for not every GPU computes with doubles.
        private readonly double _rest = 1 - Alpha;
        private readonly Flag _hasMomentum = Momentum > 0;

        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
        {
            g = V.Fma(V.Of(Decay), p, g);
            s0 = V.Fma(V.Of(Alpha), s0, V.Of(_rest) * g * g);
            var variance = s0;
            if (Centered)
            {
                s2 = V.Fma(V.Of(Alpha), s2, V.Of(_rest) * g);
                // Never negative but for rounding.
                variance = V.Max(s0 - s2 * s2, V.Of(0));
            }
            var u = g / (V.Sqrt(variance) + V.Of(Epsilon));
            if (_hasMomentum) u = s1 = V.Fma(V.Of(Momentum), s1, u);
            p -= V.Of(Rate) * u;
        }
    }
}
