using System.Text.RegularExpressions;

namespace NeuralCore.Checking;

/// <summary>An op with a planted mistake, and what the checker made of it.</summary>
/// <param name="Op">The op's name in the registry.</param>
/// <param name="Sample">The call, with its attributes and shapes.</param>
/// <param name="Input">The input whose gradient is wrong.</param>
/// <param name="Mistake">What was planted.</param>
/// <param name="Patterns">The diagnoses that name it: the mistake's own, and those of other mistakes that give the same gradient in this call; none where nothing could tell.</param>
/// <param name="Verdict">The worst verdict on the wrong tensor; Ok where the mistake went unseen.</param>
/// <param name="Diagnosis">The foremost diagnosis of that tensor.</param>
/// <param name="Change">By how much of its largest element the gradient is wrong.</param>
public sealed partial record Mutant(
    string Op, string Sample, string Input, string Mistake, IReadOnlyList<string> Patterns, Verdict Verdict, Diagnosis? Diagnosis, double Change)
{
    /// <summary>Whether the mistake was seen.</summary>
    public bool IsCaught => Verdict is Verdict.Wrong or Verdict.NaN or Verdict.NotConnected or Verdict.NonDeterministic;

    /// <summary>Whether the foremost diagnosis names it.</summary>
    public bool IsNamed => Diagnosis is not null && Patterns.Contains(Diagnosis.Pattern);

    /// <summary>The mistake without the numbers of dimensions and inputs in it, which are n.</summary>
    public string Kind => Number().Replace(Mistake, "n");

    /// <summary>Of a mistake that went unseen, why.</summary>
    public string Why => Verdict switch
    {
        Verdict.Kink => "the function has a corner there, and the wrong value lies between the slopes on its sides",
        Verdict.Noise => "the numeric derivative is too uncertain there to tell",
        _ when IsCaught => "",
        _ => $"it is off by {Words.Number(Change)} of its largest element, which the op's tolerance allows",
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Sample}, {Input}: {Mistake}: {(IsCaught ? Verdict.ToString() : $"not seen ({Verdict}): {Why}")}"
        + (Diagnosis is null ? "" : $", {Diagnosis.Pattern}");

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
