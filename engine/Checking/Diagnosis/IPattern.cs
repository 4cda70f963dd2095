namespace NeuralCore.Checking;

/// <summary>A mistake of backward passes, recognised by what it does to a gradient.</summary>
internal interface IPattern
{
    /// <summary>Its name, lower case with hyphens.</summary>
    string Name { get; }

    /// <summary>How well it explains a wrong gradient; null where it does not.</summary>
    Match? Match(WrongGradient gradient);
}

/// <summary>That a pattern fits.</summary>
/// <param name="Share">How much of the error it explains, 0 to 1.</param>
/// <param name="Explanation">What was seen, what it looks like, and where to look.</param>
internal readonly record struct Match(double Share, string Explanation);
