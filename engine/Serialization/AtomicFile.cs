using System.Text;
using System.Text.RegularExpressions;

namespace NeuralCore.Serialization;

/// <summary>Files that are there whole or not at all: written beside their place and renamed into it.</summary>
public static partial class AtomicFile
{
    /// <summary>Lets <paramref name="write"/> fill a new file that then takes the place of <paramref name="path"/>; on any failure what stood there stays.</summary>
    /// <exception cref="DataException">The folder is absent or cannot be written, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        // In the same folder, for only there is renaming one step.
        var beside = Path.Combine(Path.GetDirectoryName(target) ?? "/", $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                // A writer that closed the stream has flushed it already.
                if (stream.CanWrite) stream.Flush(flushToDisk: true);
            }
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception error)
        {
            Discard(beside);
            // The name beside means nothing to whoever reads the message.
            if (error is IOException or UnauthorizedAccessException)
                throw new DataException($"{path} cannot be written: {error.Message.Replace(beside, target)}", error);
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="DataException">The folder is absent or cannot be written, or the disk is full.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes what writers that were killed have left beside the files of a folder; nobody else may be writing there now.</summary>
    /// <remarks>Files that cannot be deleted stay: they are in nobody's way.</remarks>
    public static void RemoveLeftovers(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateFiles(folder, ".*.tmp"))
            if (Beside().IsMatch(Path.GetFileName(path))) Discard(path);
    }

    [GeneratedRegex(@"^\..+\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex Beside();

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever kept us from writing keeps us from deleting; the first error is the one to report.
        }
    }
}
