using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>What the patterns may look at and ask for: the failed check, and the function to be called again.</summary>
internal sealed class DiagnosisContext
{
    private readonly Dictionary<int, TensorCheck> _checks;
    private long _left;

    /// <summary>The context of a check that failed.</summary>
    /// <param name="call">The function under check.</param>
    /// <param name="checks">What was found, by the number of the input.</param>
    /// <param name="step">The first step of the differences.</param>
    /// <param name="evaluations">How often the function may be computed again.</param>
    public DiagnosisContext(CheckedCall call, IReadOnlyDictionary<int, TensorCheck> checks, double step, long evaluations)
    {
        (Call, Step, _left, _checks) = (call, step, evaluations, new(checks));
        Wrong = [.. checks.Where(c => !c.Value.IsOk).Select(c => new WrongGradient(this, c.Key, c.Value))];
    }

    /// <summary>The function with its inputs and cotangents.</summary>
    public CheckedCall Call { get; }

    /// <summary>The first step of the differences.</summary>
    public double Step { get; }

    /// <summary>The op, where the function is one.</summary>
    public Op? Op { get; init; }

    /// <summary>Whether the same inputs gave the same results.</summary>
    public bool Repeats { get; init; } = true;

    /// <summary>The function's own gradients in a call before, at inputs somewhat moved.</summary>
    public double[]?[]? Before { get; init; }

    /// <summary>The inputs of that call.</summary>
    public IReadOnlyList<Tensor?>? InputsBefore { get; init; }

    /// <summary>The gradients at the inputs themselves, taken twice from the same graph.</summary>
    public IReadOnlyList<double[]?[]> Gradients { get; init; } = [];

    /// <summary>Checks the function on other inputs, without diagnosis.</summary>
    public required Func<IReadOnlyList<Tensor?>, GradientReport> Recheck { get; init; }

    /// <summary>The tensors whose gradient is wrong.</summary>
    public IReadOnlyList<WrongGradient> Wrong { get; }

    /// <summary>What was found for each checked input, by its number.</summary>
    public IReadOnlyDictionary<int, TensorCheck> Checks => _checks;

    /// <summary>Whether so many further evaluations of the function may be made; if so, they count as made.</summary>
    public bool Affords(long evaluations)
    {
        if (evaluations > _left) return false;
        _left -= evaluations;
        return true;
    }

    /// <summary>An input's gradient among those of all checked inputs.</summary>
    public T? Of<T>(IReadOnlyList<T?> gradients, int input) where T : class => gradients[_checks.Keys.Order().ToList().IndexOf(input)];

    /// <summary>An input's name.</summary>
    public string NameOf(int input) => _checks.TryGetValue(input, out var check) ? check.Name : $"input {input}";
}
