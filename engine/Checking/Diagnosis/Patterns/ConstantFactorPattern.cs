namespace NeuralCore.Checking;

/// <summary>Every element is off by one factor: 2, ½, the batch size, its reciprocal …</summary>
internal sealed class ConstantFactorPattern : IPattern
{
    // So many elements make a factor credible that is no number one knows.
    private const int EnoughElements = 2;

    private const double Precision = 1e-5;

    /// <inheritdoc/>
    public string Name => "constant-factor";

    /// <inheritdoc/>
    public Match? Match(WrongGradient gradient)
    {
        if (gradient.Factor(gradient.Wrong) is not { } factor || factor == 0 || !double.IsFinite(factor)) return null;
        var meaning = Meaning(gradient.Context, Math.Abs(factor));
        if (meaning is null && gradient.Wrong.Count(gradient.IsNotable) < EnoughElements) return null;
        var share = gradient.Explains([.. gradient.Numeric.Select(v => factor * v)]);
        var sign = factor < 0 ? ", and the sign is wrong as well" : "";
        return new(share,
            $"{gradient.WrongCount} of {gradient.Elements.Length} elements are {Words.Factor(factor)} times what they should be{sign}: {meaning ?? "a constant of the formula is missing, or is there twice"}");
    }

    private static string? Meaning(DiagnosisContext context, double factor)
    {
        (double Value, string Meaning)[] all = [.. KnownNumbers.Of(context)];
        if (Is(factor, 2)) return "a term is counted twice, or a ½ was left out" + Also(Named(2), "divided by");
        if (Is(factor, 0.5)) return "one of two equal terms was dropped, or a 2 was left out" + Also(Named(2), "multiplied by");
        foreach (var (value, meaning) in all.Where(e => e.Value != 1 && e.Meaning.StartsWith("the attribute", StringComparison.Ordinal)))
        {
            if (Is(factor, value)) return $"{Words.Number(factor)} is {meaning}, which is multiplied in once too often, or not divided by";
            if (Is(1 / factor, value)) return $"that is 1/{Words.Number(1 / factor)}, and {Words.Number(1 / factor)} is {meaning}, which is not multiplied in, or divided by once too often";
        }
        if (Named(factor) is { Length: > 0 } n) return $"{Words.Number(factor)} is {n}; a sum stands where the function takes a mean, or a division by it is missing";
        if (Named(1 / factor) is { Length: > 0 } m) return $"that is 1/{Words.Number(1 / factor)}, which is {m}; a mean stands where the function takes a sum, or a factor is missing";
        if (Named(factor * factor) is { Length: > 0 } r) return $"that is √{Words.Number(factor * factor)}, which is {r}; a root too few or too many";
        if (Named(1 / (factor * factor)) is { Length: > 0 } s) return $"that is 1/√{Words.Number(1 / (factor * factor))}, which is {s}; a root too few or too many";
        foreach (var (value, meaning) in all)
        {
            if (value < 2) continue;
            if (Is(factor, value / (value - 1)) || Is(factor, (value - 1) / value))
                return $"that is {(factor > 1 ? "n/(n − 1)" : "(n − 1)/n")} for n = {Words.Number(value)}, which is {meaning}; the biased and the unbiased variance are mixed up";
        }
        var whole = Math.Round(factor);
        if (whole is > 2 and <= 64 && Is(factor, whole)) return $"a term is counted {whole} times, or a constant of the formula is there twice";
        whole = Math.Round(1 / factor);
        return whole is > 2 and <= 64 && Is(1 / factor, whole) ? $"that is 1/{whole}: a constant of the formula is missing" : null;

        string Named(double value) =>
            string.Join(" and ", all.Where(e => Is(e.Value, value) && e.Value is not 1).Select(e => e.Meaning).Distinct().Take(2));
    }

    private static string Also(string named, string what) => named.Length == 0 ? "" : $"; 2 is also {named}, which may have to be {what}";

    private static bool Is(double a, double b) => Math.Abs(a - b) <= Precision * Math.Abs(b);
}
