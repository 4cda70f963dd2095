namespace NeuralCore.Optim;

/// <summary>Adagrad (Duchi et al. 2011, JMLR 12, §1.3): each weight's rate shrinks with the sum of its squared gradients.</summary>
public sealed class Adagrad : Optimizer
{
    private readonly double _rateDecay, _epsilon, _weightDecay, _initialSum;

    /// <summary>Of a model, or of groups of parameters.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public Adagrad(
        ParameterGroups parameters, double rate = 1e-2, double rateDecay = 0, double epsilon = 1e-10,
        double weightDecay = 0, double initialSum = 0)
        : base(parameters, rate)
    {
        if (!(initialSum >= 0)) throw new UsageException($"Adagrad's sum starts at {initialSum}; expected at least 0");
        (_rateDecay, _epsilon, _weightDecay, _initialSum) = (rateDecay, epsilon, weightDecay, initialSum);
    }

    /// <inheritdoc/>
    private protected override string?[] StateNames => ["sum"];

    /// <inheritdoc/>
    private protected override double InitialState => _initialSum;

    /// <inheritdoc/>
    private protected override void Update(Slot slot) => Apply(slot, new Rule(
        slot.Group.Rate / (1 + (slot.Steps - 1) * _rateDecay), _epsilon, slot.Group.WeightDecay ?? _weightDecay));

    // s ← s + g², p ← p − rate·g/(√s + ε)
    internal readonly record struct Rule(double Rate, double Epsilon, double Decay) : IUpdate
    {
        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
        {
            g = V.Fma(V.Of(Decay), p, g);
            s0 = V.Fma(g, g, s0);
            p -= V.Of(Rate) * g / (V.Sqrt(s0) + V.Of(Epsilon));
        }
    }
}
