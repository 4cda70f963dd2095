using System.Globalization;

namespace NeuralCore.Checking;

/// <summary>What the checker made of all mutants.</summary>
/// <param name="Mutants">Every mutant that changes its gradient.</param>
/// <param name="Equivalents">How many planted mistakes left the gradient as it was, to rounding, and were left out.</param>
public sealed record MutationScore(IReadOnlyList<Mutant> Mutants, int Equivalents)
{
    /// <summary>The share of all mutants that must be seen.</summary>
    public const double LeastCaught = 0.99;

    /// <summary>The share of each pattern's mutants that must be named rightly.</summary>
    public const double LeastNamed = 0.95;

    /// <summary>Whether enough were seen and, of each pattern, enough named.</summary>
    public bool IsGood => CaughtShare >= LeastCaught && Patterns.All(p => p.Share >= LeastNamed);

    /// <summary>How many were seen.</summary>
    public int Caught => Mutants.Count(m => m.IsCaught);

    /// <summary>The share that was seen.</summary>
    public double CaughtShare => Mutants.Count == 0 ? 1 : (double)Caught / Mutants.Count;

    /// <summary>Those that went unseen.</summary>
    public IEnumerable<Mutant> Survivors => Mutants.Where(m => !m.IsCaught);

    /// <summary>By pattern: how many mutants are meant to be named so, and how many are.</summary>
    public IReadOnlyList<PatternScore> Patterns =>
        [.. Mutants.Where(m => m.Patterns.Count > 0).GroupBy(m => m.Patterns[0]).Select(g => new PatternScore(g.Key, g.Count(), g.Count(m => m.IsNamed))).OrderBy(p => p.Pattern)];

    /// <summary>By kind of mistake, in the order in which they are planted.</summary>
    public IReadOnlyList<KindScore> Kinds =>
        [.. Mutants.GroupBy(m => m.Kind).Select(g => new KindScore(
            g.Key, g.SelectMany(m => m.Patterns).FirstOrDefault() ?? "", g.Count(), g.Count(m => m.IsCaught), g.Count(m => m.Patterns.Count > 0), g.Count(m => m.IsNamed)))];

    /// <summary>By op: how many mutants, and how many of them were seen.</summary>
    public IReadOnlyList<(string Op, int Mutants, int Mistakes, int Caught)> Ops =>
        [.. Mutants.GroupBy(m => m.Op).Select(g => (g.Key, g.Count(), g.Select(m => (m.Input, m.Mistake)).Distinct().Count(), g.Count(m => m.IsCaught)))];

    /// <summary>Of the mutants that a pattern should name, the share that is named rightly.</summary>
    public double NamedShare => Patterns.Count == 0 ? 1 : (double)Patterns.Sum(p => p.Named) / Patterns.Sum(p => p.Mutants);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Caught} of {Mutants.Count} mutants caught ({100 * CaughtShare:0.00} %), {100 * NamedShare:0.00} % named rightly; {Equivalents} mistakes that change nothing left out");
}

/// <summary>How often a pattern's mistake is named by it.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Mutants">The mutants that it should name.</param>
/// <param name="Named">Those that it, or another name of the same gradient, does.</param>
public sealed record PatternScore(string Pattern, int Mutants, int Named)
{
    /// <summary>Named / Mutants.</summary>
    public double Share => (double)Named / Mutants;
}

/// <summary>How often a kind of mistake is seen and named.</summary>
/// <param name="Kind">The mistake, whatever dimension or input it strikes.</param>
/// <param name="Pattern">The pattern that should name it.</param>
/// <param name="Mutants">How many were planted.</param>
/// <param name="Caught">How many were seen.</param>
/// <param name="Nameable">How many can be told from other mistakes at all.</param>
/// <param name="Named">How many are named rightly.</param>
public sealed record KindScore(string Kind, string Pattern, int Mutants, int Caught, int Nameable, int Named);
