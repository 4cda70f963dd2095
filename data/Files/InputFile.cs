namespace NeuralCore.Data;

/// <summary>Opens files for reading, with one kind of error for all that can be wrong with a path.</summary>
internal static class InputFile
{
    /// <exception cref="DataException">The file is absent, a folder, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new DataException($"{path} is a folder; expected a file");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path} does not exist", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path} cannot be read: {error.Message}", error);
        }
    }
}
