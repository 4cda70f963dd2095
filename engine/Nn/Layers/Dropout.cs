using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>Dropout (Srivastava et al. 2014, JMLR 15:1929): in training sets each element to 0 with probability p and divides the others by 1 − p.</summary>
public sealed class Dropout : Module, IDrawsRandomNumbers
{
    /// <summary>A layer that drops with probability p.</summary>
    /// <exception cref="UsageException">p is outside [0, 1].</exception>
    public Dropout(double p = 0.5) => P = p;

    /// <summary>The probability with which an element is dropped.</summary>
    /// <exception cref="UsageException">It is set to something outside [0, 1].</exception>
    public double P
    {
        get;
        set => field = value is >= 0 and <= 1 ? value : throw new UsageException($"Dropout: p is a probability between 0 and 1; got {value}");
    }

    /// <inheritdoc/>
    public Generator? Generator { get; set; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Dropout({P})");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (!IsTraining || P == 0) return x;
        return x.Dropout(P, Generator ?? throw new UsageException(
            $"{Execution.Current.Path}: dropout has no generator to draw from; " +
            "call Initialize(seed) or UseGenerator(...) on the model, or Eval() to pass"));
    }
}
