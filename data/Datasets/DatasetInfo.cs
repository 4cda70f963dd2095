namespace NeuralCore.Data.Datasets;

/// <summary>A data set by its name: what it holds, where its files are looked for, and how it is opened.</summary>
public sealed record DatasetInfo
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it has a class for each image or for each pixel.</summary>
    public DatasetKind Kind { get; init; } = DatasetKind.Images;

    /// <summary>The classes; empty where the files name them.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>One image's [C, H, W]; null where the files decide.</summary>
    public Shape? ImageShape { get; init; }

    /// <summary>The number of training images; 0 where the files decide.</summary>
    public int TrainCount { get; init; }

    /// <summary>The number of test images that lie apart; 0 where there are none, or the files decide.</summary>
    public int TestCount { get; init; }

    /// <summary>The files that <c>datasets fetch</c> gets; empty where none are published, or none are needed.</summary>
    public IReadOnlyList<DatasetFile> Files { get; init; } = [];

    /// <summary>Whether the program makes the images itself and needs no files.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>Where its files are looked for when no path is given.</summary>
    public string Folder => DataFolder.Of(Name);

    /// <summary>Whether it can be opened without a path: it is generated, or something lies in <see cref="Folder"/>.</summary>
    public bool IsThere => IsGenerated || Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any(entry => !Path.GetFileName(entry).StartsWith('.'));

    internal Func<string?, DatasetOptions, ImageParts>? OpenImages { get; init; }

    internal Func<DatasetOptions, (IDataset Train, IDataset Test)>? OpenScenes { get; init; }

    /// <summary>Opens a set of images with a class each.</summary>
    /// <param name="path">Where its files are; null for <see cref="Folder"/>.</param>
    /// <param name="options">What may be chosen; null for the standard.</param>
    /// <exception cref="DataException">The files are absent or damaged.</exception>
    /// <exception cref="UsageException">It has a class per pixel, or a path is given for what is generated.</exception>
    public ImageParts Open(string? path = null, DatasetOptions? options = null)
    {
        if (OpenImages is null) throw new UsageException($"{Name} has a class for each pixel, not for each image; a model that classifies images cannot train on it");
        if (IsGenerated && path is not null) throw new UsageException($"{Name} is generated and has no files; got the path {path}");
        if (path is null && !IsThere) throw new DataException(Absence);
        var parts = OpenImages(IsGenerated ? null : path ?? Folder, options ?? new DatasetOptions());
        RequireFit(parts.Train);
        return parts;
    }

    /// <summary>Opens a set of scenes with a class for each pixel, ready to be loaded.</summary>
    /// <param name="options">What may be chosen; null for the standard.</param>
    /// <exception cref="UsageException">It has a class per image.</exception>
    public (IDataset Train, IDataset Test) Scenes(DatasetOptions? options = null) => OpenScenes is null
        ? throw new UsageException($"{Name} has a class for each image, not for each pixel; a model that segments cannot train on it")
        : OpenScenes(options ?? new DatasetOptions());

    private void RequireFit(ImageDataset images)
    {
        var isOther = !IsGenerated && ImageShape is { } own && images.ImageShape is { } found && own != found;
        if (isOther || ClassNames.Count > 0 && images.ClassNames.Count != ClassNames.Count)
            throw new DataException($"{images.Name} holds {images.ClassNames.Count} classes{(images.ImageShape is { } shape ? $" of images {shape}" : "")}, {Name} has {ClassNames.Count}{(ImageShape is { } expected ? $" of {expected}" : "")}; open other data as 'images'");
    }

    private string Absence => Files.Count > 0
        ? $"{Name} is not in {Folder}: run 'neuralcore datasets fetch {Name}', or put {string.Join(", ", Files.Select(file => file.Name))} there (from {string.Join(" ", Files.Select(file => new Uri(file.Addresses[0], ".")).Distinct())}), or name the folder that holds them with --data"
        : $"{Name} is not in {Folder}: put a folder for each class with its images there, or name such a folder or zip file with --data";
}
