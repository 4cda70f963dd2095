namespace NeuralCore.Data;

/// <summary>The files below a folder.</summary>
internal sealed class FolderTree : FileTree
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0, MaxRecursionDepth = 16 };

    private readonly string _folder;

    public FolderTree(string folder)
    {
        _folder = folder;
        try
        {
            Folders = Sorted(Directory.EnumerateDirectories(folder, "*", Everything));
            Files = Sorted(Directory.EnumerateFiles(folder, "*", Everything));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} cannot be read: {error.Message}", error);
        }
    }

    public override string Name => _folder;

    public override IReadOnlyList<string> Folders { get; }

    public override IReadOnlyList<string> Files { get; }

    public override byte[] Read(string path)
    {
        using var stream = InputFile.Open(Describe(path));
        return PackedFile.ReadAll(stream, Describe(path));
    }

    public override string Describe(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    private string[] Sorted(IEnumerable<string> paths) =>
        [.. paths.Select(path => Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/')).Where(path => !IsJunk(path)).Order(StringComparer.Ordinal)];
}
