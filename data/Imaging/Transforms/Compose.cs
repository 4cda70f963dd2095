namespace NeuralCore.Data.Imaging;

/// <summary>Steps one after the other. Text: theirs with commas between, <c>none</c> when there is no step.</summary>
public sealed class Compose(params IReadOnlyList<ITransform> steps) : ITransform, IEquatable<Compose>
{
    /// <summary>The text of no step at all.</summary>
    public const string None = "none";

    /// <summary>No step: the image as it is.</summary>
    public static Compose Nothing { get; } = new([]);

    /// <summary>The steps, none of which is composed itself.</summary>
    public IReadOnlyList<ITransform> Steps { get; } = [.. steps.SelectMany(step => step is Compose inner ? inner.Steps : [step])];

    /// <inheritdoc/>
    public Image Apply(Image image, Generator random) => Steps.Aggregate(image, (current, step) => step.Apply(current, random));

    /// <summary>The steps that scoring takes: a crop from the middle, and nothing that is drawn.</summary>
    public ITransform WithoutChance() => new Compose([.. Steps.Select(step => step.WithoutChance())]);

    /// <summary>Whether the steps are the same.</summary>
    public bool Equals(Compose? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Compose);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Steps.Count == 0 ? None : string.Join(',', Steps);
}
