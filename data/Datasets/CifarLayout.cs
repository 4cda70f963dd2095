using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace NeuralCore.Data.Datasets;

/// <summary>CIFAR's binary files in a folder, plain or packed, or in the tar.gz that they come in.</summary>
internal static partial class CifarLayout
{
    private static readonly string[] Folders = ["", "cifar-10-batches-bin", "cifar-100-binary"], Archives = ["cifar-10-binary.tar.gz", "cifar-100-binary.tar.gz"];

    private readonly record struct Entry(string Name, string Path, Func<byte[]> Read);

    /// <summary>The parts; null where a path is neither a folder with such files nor such an archive.</summary>
    /// <exception cref="DataException">The files are incomplete or damaged.</exception>
    public static ImageParts? TryOpen(string path)
    {
        if (File.Exists(path)) return path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) ? OpenArchive(path) : null;
        foreach (var folder in Folders.Select(name => Path.Combine(path, name)).Where(Directory.Exists))
        {
            var entries = Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => new Entry(Path.GetFileName(file), file, () => PackedFile.ReadAll(file)));
            if (Open([.. entries], folder) is { } parts) return parts;
        }
        return Archives.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } archive ? OpenArchive(archive) : null;
    }

    private static ImageParts? Open(Entry[] files, string where)
    {
        var (batches, tests) = (Matching(Batch()), Matching(TestBatch()));
        if (batches.Length == 0 && tests.Length > 0) throw new DataException($"{where} holds {tests[0].Name}, but no data_batch_1.bin to data_batch_5.bin, plain or .gz");
        var isHundred = batches.Length == 0;
        if (isHundred) (batches, tests) = (Matching(HundredTrain()), Matching(HundredTest()));
        if (batches.Length == 0) return null;
        if (tests.Length > 1) throw new DataException($"{where} holds both {tests[0].Name} and {tests[1].Name}; expected one file of test images");
        return new ImageParts(Read(batches), null, tests.Length == 0 ? null : Read(tests), []);

        // data_batch_1.bin beside data_batch_1.bin.gz is one batch.
        Entry[] Matching(Regex pattern) => [.. files.Where(file => pattern.IsMatch(file.Name)).DistinctBy(file => file.Name.Replace(".gz", "", StringComparison.Ordinal))];

        ImageDataset Read(Entry[] entries) => CifarFiles.Read([.. entries.Select(entry => (entry.Path, entry.Read()))], isHundred);
    }

    private static ImageParts OpenArchive(string path)
    {
        List<Entry> entries = [];
        try
        {
            using var tar = new TarReader(new GZipStream(InputFile.Open(path), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                var name = Path.GetFileName(entry.Name);
                if (entry.DataStream is not { } stream || !Batch().IsMatch(name) && !TestBatch().IsMatch(name) && !HundredTrain().IsMatch(name) && !HundredTest().IsMatch(name)) continue;
                var (shown, bytes) = ($"{path}: {entry.Name}", PackedFile.ReadAll(stream, $"{path}: {entry.Name}"));
                entries.Add(new Entry(name, shown, () => bytes));
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException or FormatException)
        {
            throw new DataException($"{path} is no tar.gz file, or is cut short or damaged: {error.Message}", error);
        }
        return Open([.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)], path) ?? throw new DataException($"{path} holds none of CIFAR's binary files; expected data_batch_1.bin or train.bin");
    }

    [GeneratedRegex(@"^data_batch_\d+\.bin(\.gz)?$")]
    private static partial Regex Batch();

    [GeneratedRegex(@"^test_batch\w*\.bin(\.gz)?$")]
    private static partial Regex TestBatch();

    [GeneratedRegex(@"^train\.bin(\.gz)?$")]
    private static partial Regex HundredTrain();

    [GeneratedRegex(@"^test\.bin(\.gz)?$")]
    private static partial Regex HundredTest();
}
