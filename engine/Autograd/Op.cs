using System.Text;

namespace NeuralCore.Autograd;

/// <summary>One operation with its attributes: a value without state and without side effect, forward and backward in one place.</summary>
/// <remarks>
/// Attributes are the record's properties, never arrays. Everything that is a tensor is an input, an absent optional
/// one is null. Backward is written in ops on tensors, so that it is itself differentiable. Derive from this record to
/// add an operation of your own and run it with <see cref="Dispatcher.Run"/>.
/// </remarks>
public abstract record Op
{
    /// <summary>The operation's name: the record's, without "Op".</summary>
    internal string Name => GetType().Name is var name && name.EndsWith("Op", StringComparison.Ordinal) ? name[..^2] : GetType().Name;

    /// <summary>Checks the inputs' shapes and works out the results'.</summary>
    /// <exception cref="ShapeException">They do not fit; the message names the shapes, the dispatcher adds module and op.</exception>
    /// <exception cref="UsageException">An index or a class, where its value can be seen, is out of range.</exception>
    public abstract Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs);

    /// <summary>Computes the results (always new tensors, possibly views), and saves what the backward pass will need.</summary>
    public abstract Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs);

    /// <summary>The gradients for the inputs, from those of the results (null: zeros); null for what <paramref name="needs"/> does not ask for.</summary>
    public abstract Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs);

    /// <summary>Whether an input may have an element type; by default the floating ones.</summary>
    public virtual bool Accepts(int input, ElementType type) => type.IsFloating();

    /// <summary>Whether the results depend smoothly on the inputs; argmax and comparisons do not.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>Whether gradients flow back from a result; statistics and positions carry none.</summary>
    public virtual bool CarriesGradient(int output) => true;

    /// <summary>The multiply-adds of one forward pass.</summary>
    public virtual long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) => 0;

    /// <summary>Whether the dispatcher may leave results of these inputs pending for the next operation to absorb.</summary>
    internal virtual bool MayPend(ReadOnlySpan<Tensor?> inputs) => false;

    /// <summary>Of a call that is left pending, the results that are computed at once; null for those that wait.</summary>
    internal virtual Tensor?[] Begin(Saved saved, ReadOnlySpan<Tensor?> inputs, int results) => new Tensor?[results];

    /// <summary>Computes what waited, now; <paramref name="begun"/> holds what <see cref="Begin"/> gave.</summary>
    internal virtual Tensor[] Finish(Saved saved, Tensor?[] inputs, Tensor[] begun) => Forward(saved, inputs);

    /// <summary>f of the first result, in one pass over memory; null if this op cannot.</summary>
    internal virtual Tensor? FinishThen<F>(F f, Tensor?[] inputs, Tensor[] begun) where F : struct, IUnary => null;

    /// <summary>Forward of a pending call's first result without that in memory; null if the two do not go together.</summary>
    internal virtual Tensor[]? Absorb(PendingResult pending, Saved saved) => null;

    /// <summary>The name and the attributes: <c>Convolution { Stride = 1, Groups = 1 }</c>.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder(Name).Append(" {");
        text.Append(' ');
        if (PrintMembers(text)) text.Append(' ');
        return text.Append('}').Replace("{ }", "{}").Replace(" {}", "").ToString();
    }

    /// <summary>Prints the attributes of the derived record; the base has none.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}

/// <summary>An operation of the registry: one that describes itself.</summary>
public interface IOp
{
    /// <summary>The name, the formula, the samples and the error cases.</summary>
    static abstract OpInfo Info { get; }
}

/// <summary>Which inputs' gradients somebody needs.</summary>
/// <param name="Bits">Bit i stands for input i.</param>
public readonly record struct Needs(ulong Bits)
{
    /// <summary>Whether input <paramref name="i"/>'s gradient is needed.</summary>
    public bool this[int i] => (Bits >> i & 1) != 0;
}
