namespace NeuralCore.Data.Datasets;

/// <summary>What may be chosen when a data set is opened; each set takes what concerns it.</summary>
public sealed record DatasetOptions
{
    /// <summary>The seed of generated images.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many images to generate; null for the set's own number.</summary>
    public int? Count { get; init; }

    /// <summary>The [C, H, W] of generated images; null for the set's own.</summary>
    public Shape? ImageShape { get; init; }

    /// <summary>Whether image files that cannot be decoded are left out and listed, instead of failing.</summary>
    public bool SkipDamaged { get; init; }
}
