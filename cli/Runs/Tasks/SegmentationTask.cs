using NeuralCore.Data;
using NeuralCore.Data.Datasets;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>Scenes with a class for each pixel, which the program makes itself.</summary>
internal sealed class SegmentationTask : TrainingTask
{
    private readonly int[] _train, _validation;

    private SegmentationTask(string name, IDataset train, IDataset test, int[] training, int[] validation)
    {
        (Name, _train, _validation) = (name, training, validation);
        (Training, Validation, Test) = (new Subset(train, training), new Subset(train, validation), test);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Noun => "scenes";

    /// <inheritdoc/>
    public override IDataset Training { get; }

    /// <inheritdoc/>
    public override IDataset Validation { get; }

    /// <inheritdoc/>
    public override IDataset Test { get; }

    /// <inheritdoc/>
    public override IEnumerable<string> Introduction =>
        [$"{Name}: scenes {Test.InputShape}, each pixel of one of {Test.ClassNames.Count} classes: {string.Join(", ", Test.ClassNames)}"];

    /// <summary>Prepares a new run.</summary>
    /// <exception cref="DataException">Other data than scenes are named.</exception>
    public static SegmentationTask Prepare(RunConfiguration configuration)
    {
        var (name, train, test) = Open(configuration);
        int[] numbers = [.. Enumerable.Range(0, train.Count)];
        new Generator(configuration.Seed, Generator.Streams.Data).Shuffle(numbers.AsSpan());
        var held = (int)Math.Ceiling((decimal)configuration.ValidationRatio * train.Count);
        return new(name, train, test, Limit.Apply(configuration, [.. numbers[held..].Order()]), [.. numbers[..held].Order()]);
    }

    /// <summary>Takes up what a run has kept.</summary>
    /// <exception cref="DataException">A file is absent or damaged.</exception>
    public static SegmentationTask Restore(RunConfiguration configuration, RunFolder folder)
    {
        var (name, train, test) = Open(configuration);
        var tensors = Safetensors.Read(folder.Split);
        return new(name, train, test, Numbers("train"), Numbers("validation"));

        int[] Numbers(string part) => SavedSplit.Part(tensors, folder.Split, part, n => n >= 0 && n < train.Count,
            $"names scenes beyond the {train.Count:n0} of {name}; expected those that the run was trained on");
    }

    /// <inheritdoc/>
    public override void Save(RunFolder folder) =>
        Safetensors.Write(folder.Split, SavedSplit.Tensors(_train, _validation, [.. Enumerable.Range(0, Test.Count)]));

    private static (string Name, IDataset Train, IDataset Test) Open(RunConfiguration configuration)
    {
        var info = configuration.Data == RunConfiguration.Synthetic ? ImageSets.Generated(DatasetKind.Scenes) : DatasetRegistry.Find(configuration.Data);
        if (info is not { Kind: DatasetKind.Scenes })
            throw new DataException($"{configuration.Data}: {configuration.Model} learns a class for each pixel and trains on scenes with masks, which the program makes itself; leave --data away");
        var (train, test) = info.Scenes(new DatasetOptions { Seed = configuration.Seed, ImageShape = Channels(configuration, info.ImageShape!.Value) });
        return (info.Name, train, test);
    }

    // Such a network takes any size: the scenes keep theirs, in as many channels as it has.
    private static Shape Channels(RunConfiguration configuration, Shape scene) => [ImageSets.OwnInput(configuration)[0], scene[1], scene[2]];
}
