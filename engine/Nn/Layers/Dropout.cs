using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Dropout (Srivastava et al. 2014, JMLR 15:1929): in training sets each element to 0 with probability p and divides the others by 1 − p.</summary>
public sealed class Dropout : Module, IDrawsRandomNumbers
{
    private readonly double _p;

    /// <summary>A layer that drops with probability p.</summary>
    /// <exception cref="UsageException">p is outside [0, 1].</exception>
    public Dropout(double p = 0.5) =>
        _p = p is >= 0 and <= 1 ? p : throw new UsageException($"Dropout: p is a probability between 0 and 1; got {p}");

    /// <inheritdoc/>
    public Generator? Generator { get; set; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Dropout({_p})");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (!IsTraining || _p == 0) return x;
        return x.Dropout(_p, Generator ?? throw new UsageException(
            $"{Execution.Current.Path}: dropout has no generator to draw from; " +
            "call Initialize(seed) or UseGenerator(...) on the model, or Eval() to pass"));
    }
}
