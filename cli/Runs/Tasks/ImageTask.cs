using NeuralCore.Data;
using NeuralCore.Data.Datasets;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>Images with a class each: in the parts that their files have, or divided by the seed, each class in proportion.</summary>
internal sealed class ImageTask : TrainingTask
{
    private readonly ImageDataset _all;
    private readonly Part _training, _validation, _test;
    private readonly IReadOnlyList<string> _skipped;

    private ImageTask(RunConfiguration configuration, ImageParts parts, Part training, Part validation, Part test)
    {
        (_all, _skipped, _training, _validation, _test) = (parts.Train, parts.Skipped, training, validation, test);
        var pipeline = new ImagePipeline(configuration);
        var input = pipeline.ShapeOf(_all.Describe(0), _all.Load(0));
        Training = new ImageExamples(training.Images, training.Numbers, pipeline.Training, input);
        Validation = new ImageExamples(validation.Images, validation.Numbers, pipeline.Scoring, input);
        Test = new ImageExamples(test.Images, test.Numbers, pipeline.Scoring, input);
    }

    /// <inheritdoc/>
    public override string Name => _all.Name;

    /// <inheritdoc/>
    public override string Noun => "images";

    /// <inheritdoc/>
    public override IDataset Training { get; }

    /// <inheritdoc/>
    public override IDataset Validation { get; }

    /// <inheritdoc/>
    public override IDataset Test { get; }

    /// <inheritdoc/>
    public override IEnumerable<string> Introduction
    {
        get
        {
            yield return $"{Name}: {_all.Count:n0} images{(_all.ImageShape is { } shape ? $" {shape}" : "")}, {_all.ClassNames.Count} classes; the network sees {Training.InputShape}";
            if (_skipped.Count > 0) yield return $"{_skipped.Count:n0} {(_skipped.Count == 1 ? "image cannot be read and is" : "images cannot be read and are")} left out: {string.Join("; ", _skipped.Take(5))}{(_skipped.Count > 5 ? "; …" : "")}";
        }
    }

    /// <summary>Prepares a new run.</summary>
    /// <exception cref="DataException">The images are absent or damaged, or too few to divide.</exception>
    public static ImageTask Prepare(RunConfiguration configuration)
    {
        var parts = ImageSets.Open(configuration);
        var random = new Generator(configuration.Seed, Generator.Streams.Data);
        var (images, ratio) = (parts.Train, configuration.ValidationRatio);
        int[] train = [.. Enumerable.Range(0, images.Count)], validation = [], test;
        if (TestOf(parts) is { } apart)
        {
            test = [.. Enumerable.Range(0, apart.Count)];
            if (HasValidation(configuration, parts)) validation = [.. Enumerable.Range(0, parts.Validation!.Count)];
            else if (ratio > 0) (train, _, validation) = images.Split((double)(1 - (decimal)ratio), 0, random);
        }
        else
        {
            (train, validation, test) = images.Split(configuration.TrainRatio, ratio, random);
        }
        return Of(configuration, parts, Limit.Apply(configuration, train), validation, test);
    }

    /// <summary>Prepares the scoring of a network that was trained elsewhere: on the test part, or on all there is.</summary>
    /// <exception cref="DataException">The images are absent or damaged.</exception>
    public static ImageTask ForScoring(RunConfiguration configuration)
    {
        var parts = ImageSets.Open(configuration);
        return Of(configuration, parts, [], [], [.. Enumerable.Range(0, (TestOf(parts) ?? parts.Train).Count)]);
    }

    /// <summary>Takes up what a run has kept.</summary>
    /// <exception cref="DataException">A file is absent, damaged, or of other images.</exception>
    public static ImageTask Restore(RunConfiguration configuration, RunFolder folder)
    {
        var parts = ImageSets.Open(configuration);
        var tensors = Safetensors.Read(folder.Split);
        return Of(configuration, parts,
            Numbers("train", parts.Train), Numbers("validation", ValidationOf(configuration, parts)), Numbers("test", TestOf(parts) ?? parts.Train));

        int[] Numbers(string name, ImageDataset images) => SavedSplit.Part(tensors, folder.Split, name, n => n >= 0 && n < images.Count,
            $"names images beyond the {images.Count:n0} of {images.Name}; expected the images that the run was trained on");
    }

    /// <inheritdoc/>
    public override void Save(RunFolder folder) =>
        Safetensors.Write(folder.Split, SavedSplit.Tensors(_training.Numbers, _validation.Numbers, _test.Numbers));

    private static ImageTask Of(RunConfiguration configuration, ImageParts parts, int[] train, int[] validation, int[] test) => new(
        configuration, parts, new(parts.Train, train), new(ValidationOf(configuration, parts), validation), new(TestOf(parts) ?? parts.Train, test));

    // Where two parts lie apart, the second is for scoring, whatever it is called.
    private static ImageDataset? TestOf(ImageParts parts) => parts.Test ?? parts.Validation;

    private static bool HasValidation(RunConfiguration configuration, ImageParts parts) =>
        parts is { Validation: not null, Test: not null } && configuration.ValidationRatio == 0;

    private static ImageDataset ValidationOf(RunConfiguration configuration, ImageParts parts) =>
        HasValidation(configuration, parts) ? parts.Validation! : parts.Train;

    private sealed record Part(ImageDataset Images, int[] Numbers);
}
