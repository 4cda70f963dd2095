using NeuralCore.Nn;
using NeuralCore.Optim;

namespace NeuralCore.Cli.Runs;

/// <summary>The optimizer that a configuration names.</summary>
internal static class Optimizers
{
    /// <summary>An optimizer of all of a model's parameters.</summary>
    public static Optimizer Create(RunConfiguration c, Module model) => c.Optimizer switch
    {
        OptimizerNames.Sgd => new Sgd(model, c.Lr, c.Momentum, weightDecay: c.WeightDecay, nesterov: c.Nesterov),
        OptimizerNames.Adam => new Adam(model, c.Lr, c.Beta1 ?? 0.9, c.Beta2 ?? 0.999, c.Epsilon ?? 1e-8, c.WeightDecay),
        OptimizerNames.AdamW => new AdamW(model, c.Lr, c.Beta1 ?? 0.9, c.Beta2 ?? 0.999, c.Epsilon ?? 1e-8, c.WeightDecay),
        OptimizerNames.RmsProp => new RmsProp(model, c.Lr, c.Alpha ?? 0.99, c.Epsilon ?? 1e-8, c.Momentum, c.WeightDecay),
        _ => new Adagrad(model, c.Lr, epsilon: c.Epsilon ?? 1e-10, weightDecay: c.WeightDecay),
    };
}
