namespace NeuralCore.Optim;

/// <summary>Stochastic gradient descent with momentum, as PyTorch has it (Sutskever et al. 2013, ICML, §2, with the rate outside the momentum).</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum, _dampening, _weightDecay;
    private readonly bool _nesterov;

    /// <summary>Of a model, or of groups of parameters.</summary>
    /// <exception cref="UsageException">An option is out of its range, or Nesterov's form is asked for without momentum or with dampening.</exception>
    public Sgd(
        ParameterGroups parameters, double rate, double momentum = 0, double dampening = 0, double weightDecay = 0, bool nesterov = false)
        : base(parameters, rate)
    {
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new UsageException($"Nesterov's form needs a momentum above 0 and no dampening; got {momentum} and {dampening}");
        (_momentum, _dampening, _weightDecay, _nesterov) = (momentum, dampening, weightDecay, nesterov);
    }

    /// <inheritdoc/>
    private protected override string?[] StateNames => _momentum == 0 ? [] : ["momentum_buffer"];

    /// <inheritdoc/>
    private protected override void Update(Slot slot)
    {
        var decay = slot.Group.WeightDecay ?? _weightDecay;
        if (_momentum == 0) Apply(slot, new Plain(slot.Group.Rate, decay));
        else Apply(slot, new Momentum(slot.Group.Rate, decay, _momentum, slot.Steps == 1 ? 1 : 1 - _dampening, _nesterov));
    }

    // p ← p − rate·(g + decay·p)
    internal readonly record struct Plain(double Rate, double Decay) : IUpdate
    {
        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V> =>
            p -= V.Of(Rate) * V.Fma(V.Of(Decay), p, g);
    }

    // b ← μ·b + (1 − dampening)·g (the first time b = g), p ← p − rate·(b, or by Nesterov g + μ·b)
    internal readonly record struct Momentum(double Rate, double Decay, double Factor, double Share, Flag Nesterov) : IUpdate
    {
        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
        {
            g = V.Fma(V.Of(Decay), p, g);
            s0 = V.Fma(V.Of(Factor), s0, V.Of(Share) * g);
            p -= V.Of(Rate) * (Nesterov ? V.Fma(V.Of(Factor), s0, g) : s0);
        }
    }
}
