using System.Text.Json;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>Where a run leaves what it found: one place for the files' names, every file written beside and renamed.</summary>
internal sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The resolved configuration.</summary>
    public string Configuration => In("config.json");

    /// <summary>Principal components and the split's pixels.</summary>
    public string Preprocessing => In("preprocessing.safetensors");

    /// <summary>The checkpoint after the last epoch.</summary>
    public string Last => In("last.safetensors");

    /// <summary>The weights of the best epoch.</summary>
    public string Best => In("best.safetensors");

    /// <summary>Loss and accuracy of every epoch.</summary>
    public string Log => In("log.csv");

    /// <summary>The scores.</summary>
    public string Metrics => In("metrics.json");

    /// <summary>The report as text.</summary>
    public string Report => In("report.txt");

    /// <summary>Makes a folder for a new run: the one asked for, or the first free <c>runs/NAME</c>, <c>runs/NAME-2</c>, ….</summary>
    /// <exception cref="DataException">The folder holds a run already, or cannot be made.</exception>
    public static RunFolder Create(string? path, string name)
    {
        path ??= Enumerable.Range(1, int.MaxValue).Select(i => System.IO.Path.Combine("runs", i == 1 ? name : $"{name}-{i}")).First(p => !Directory.Exists(p));
        var folder = new RunFolder(path);
        if (File.Exists(folder.Configuration))
            throw new DataException($"{path} holds a run already, which is not overwritten; choose another folder with --out");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: the run folder cannot be made: {error.Message}", error);
        }
        return folder;
    }

    /// <summary>The folder of a finished run.</summary>
    /// <exception cref="DataException">There is no run in it.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        if (!Directory.Exists(path)) throw new DataException($"{path}: no such folder; expected a run folder made by train");
        if (!File.Exists(folder.Configuration)) throw new DataException($"{path} is no run folder: it holds no config.json");
        return folder;
    }

    /// <summary>Writes a value as JSON.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void WriteJson<T>(string path, T value) => AtomicFile.WriteText(path, JsonSerializer.Serialize(value, JsonText.Indented) + "\n");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
