namespace NeuralCore.Checking;

/// <summary>One element is wrong and all others are right.</summary>
internal sealed class SingleElementPattern : IPattern
{
    /// <inheritdoc/>
    public string Name => "single-element";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        if (gradient.WrongCount != 1 || gradient.Elements.Length < 2) return null;
        var p = gradient.Wrong.First();
        var place = p == 0 && gradient.IsComplete ? ", the first" : p == gradient.Elements.Length - 1 && gradient.IsComplete ? ", the last" : "";
        return new(1, $"only element {gradient.At(p)}{place} of {gradient.Shape} is wrong: it is {Words.Number(gradient.Analytic[p])} and should be {Words.Number(gradient.Numeric[p])}; "
            + "a case of its own in the code, or a memory location that something else writes");
    }
}
