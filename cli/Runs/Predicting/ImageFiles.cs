using NeuralCore.Data.Imaging;

namespace NeuralCore.Cli.Runs;

/// <summary>The image files that words on a command line stand for.</summary>
internal static class ImageFiles
{
    /// <summary>A file stands for itself, a folder for all images in and below it, a pattern such as <c>photos/*.png</c> for those that match; in order of their names.</summary>
    /// <exception cref="DataException">A folder or pattern stands for none.</exception>
    public static IEnumerable<string> Of(IEnumerable<string> words) => words.SelectMany(Of);

    private static IEnumerable<string> Of(string word)
    {
        if (Directory.Exists(word)) return Some(word, Directory.EnumerateFiles(word, "*", SearchOption.AllDirectories).Where(IsImage));
        if (File.Exists(word) || word.IndexOfAny(['*', '?']) < 0) return [word];
        var folder = Path.GetDirectoryName(word) is { Length: > 0 } named ? named : ".";
        if (!Directory.Exists(folder)) throw new DataException($"{word}: there is no folder {folder}");
        return Some(word, Directory.EnumerateFiles(folder, Path.GetFileName(word)));
    }

    private static IEnumerable<string> Some(string word, IEnumerable<string> files)
    {
        string[] found = [.. files.Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found : throw new DataException($"{word}: holds no images; expected {string.Join(", ", ImageFile.Extensions)} files");
    }

    private static bool IsImage(string file) => ImageFile.Extensions.Contains(Path.GetExtension(file).ToLowerInvariant());
}
