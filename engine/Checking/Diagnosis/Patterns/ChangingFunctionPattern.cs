namespace NeuralCore.Checking;

/// <summary>The function itself answers differently when it is called again.</summary>
internal sealed class ChangingFunctionPattern : IPattern
{
    /// <inheritdoc/>
    public string Name => "changing-function";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient) => gradient.Context.Repeats || !gradient.Has(Verdict.NonDeterministic)
        ? null
        : new(1, "the function gave two different results for the same inputs, so that it has no derivative to compare with: a random draw "
            + "without a fixed seed, or a state that the call changes; fix the seed, or put the state back inside the function");
}
