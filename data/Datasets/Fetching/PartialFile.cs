namespace NeuralCore.Data.Datasets;

/// <summary>What has come in of a file: hidden beside its place until it is whole.</summary>
internal sealed class PartialFile
{
    public PartialFile(string folder, DatasetFile file)
    {
        (File, Path) = (file, PathOf(folder, file));
        Guard(() =>
        {
            Directory.CreateDirectory(folder);
            Length = System.IO.File.Exists(Path) ? new FileInfo(Path).Length : 0;
        });
        if (Length > file.Size) Delete();
    }

    public DatasetFile File { get; }

    public string Path { get; }

    public long Length { get; private set; }

    public static string PathOf(string folder, DatasetFile file) => System.IO.Path.Combine(folder, $".{file.Name}.part");

    /// <summary>Opens it to be written from a position on; what stood behind goes.</summary>
    public FileStream Open(long from)
    {
        FileStream? stream = null;
        Guard(() =>
        {
            stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            stream.SetLength(from);
            stream.Position = Length = from;
        });
        return stream!;
    }

    public void Write(FileStream stream, ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException error)
        {
            throw Unwritable(error);
        }
        Length += bytes.Length;
    }

    public void Delete()
    {
        Guard(() => System.IO.File.Delete(Path));
        Length = 0;
    }

    public void MoveTo(string target) => Guard(() => System.IO.File.Move(Path, target, overwrite: false));

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    private DataException Unwritable(Exception error) => new($"{Path} cannot be written: {error.Message}", error);
}
