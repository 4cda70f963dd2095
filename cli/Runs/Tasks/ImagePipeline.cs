using NeuralCore.Data.Imaging;

namespace NeuralCore.Cli.Runs;

/// <summary>The way of a run's images from their file to the network: in training with chance, in scoring without.</summary>
internal sealed class ImagePipeline
{
    private readonly Compose _all;

    /// <summary>The way that a configuration describes: transform, augment, normalize.</summary>
    /// <exception cref="UsageException">A step is unknown, or its numbers do not fit.</exception>
    public ImagePipeline(RunConfiguration configuration)
    {
        IEnumerable<string> steps = [.. configuration.Transform, .. configuration.Augment];
        if (configuration.Normalize is { } statistics) steps = steps.Append($"normalize:{statistics.Replace(',', '/')}");
        _all = new Compose([.. steps.Select(Transforms.Parse)]);
        Scoring = _all.WithoutChance();
    }

    /// <summary>The steps for training.</summary>
    public ITransform Training => _all;

    /// <summary>The steps for scoring: a crop is from the middle, and nothing is drawn.</summary>
    public ITransform Scoring { get; }

    /// <summary>The shape [C, H, W] that such an image comes to.</summary>
    /// <param name="name">Where the image lies.</param>
    /// <param name="image">The image as it was read.</param>
    /// <exception cref="DataException">A step does not take it.</exception>
    public Shape ShapeOf(string name, Image image)
    {
        try
        {
            return Scoring.Apply(image, new Generator(0, Generator.Streams.Augment)).Shape;
        }
        catch (ShapeException error)
        {
            throw new DataException($"{name}: {error.Message}", error);
        }
    }
}
