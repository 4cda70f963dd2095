namespace NeuralCore.Data.Datasets;

/// <summary>The four files of MNIST and its like in a folder, plain or packed: under these names all have ten classes.</summary>
internal static class IdxLayout
{
    /// <summary>The parts; null where a path is no folder with IDX files of training images.</summary>
    /// <exception cref="DataException">The files are incomplete or damaged.</exception>
    public static ImageParts? TryOpen(string path, IReadOnlyList<string>? classNames)
    {
        if (!Directory.Exists(path)) return null;
        var (train, test) = (Find(path, "train", "images", 3), Find(path, "t10k", "images", 3));
        if (train is null && test is null) return null;
        if (train is null) throw Missing(path, "train", "images", 3);
        var images = IdxFiles.Read(train, Labels("train"), classNames ?? DatasetRegistry.Digits);
        return new ImageParts(images, null, test is null ? null : IdxFiles.Read(test, Labels("t10k"), images.ClassNames), []);

        string Labels(string part) => Find(path, part, "labels", 1) ?? throw Missing(path, part, "labels", 1);
    }

    // Some unpackers write a dot before idx; both spellings are about.
    private static string? Find(string folder, string part, string kind, int rank) =>
        new[] { $"{part}-{kind}-idx{rank}-ubyte", $"{part}-{kind}.idx{rank}-ubyte" }
            .SelectMany(name => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".gz") }).FirstOrDefault(File.Exists);

    private static DataException Missing(string folder, string part, string kind, int rank) =>
        new($"{folder} holds no {part}-{kind}-idx{rank}-ubyte, plain or .gz, which belongs to the other IDX files there");
}
