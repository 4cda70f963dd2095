namespace NeuralCore.Data;

/// <summary>The files of a folder or a zip file, by their path inside it with <c>/</c> between the names.</summary>
internal abstract class FileTree
{
    /// <summary>The folder or zip file.</summary>
    public abstract string Name { get; }

    /// <summary>The paths of all folders below, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Folders { get; }

    /// <summary>The paths of all files, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>A file's content; may be called from several threads.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public abstract byte[] Read(string path);

    /// <summary>A file or folder as messages name it.</summary>
    public abstract string Describe(string path);

    /// <summary>The tree at a path: a folder, or a zip file.</summary>
    /// <exception cref="DataException">There is nothing, or a file that is no zip file.</exception>
    public static FileTree Open(string path) => Directory.Exists(path) ? new FolderTree(path) : new ZipTree(path);

    /// <summary>What a Mac, a Windows or a version control system leaves behind: hidden names and __MACOSX.</summary>
    protected static bool IsJunk(string path) =>
        path.Split('/').Any(part => part.StartsWith('.') || part.Equals("__MACOSX", StringComparison.OrdinalIgnoreCase));
}
