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

    /// <summary>A scene's principal components and the split's pixels.</summary>
    public string Preprocessing => In("preprocessing.safetensors");

    /// <summary>The split's images.</summary>
    public string Split => In("split.safetensors");

    /// <summary>The checkpoint where the run stands.</summary>
    public string Last => In("last.safetensors");

    /// <summary>The weights of the best epoch.</summary>
    public string Best => In("best.safetensors");

    /// <summary>The weights that the report is about, alone and under PyTorch's names: what other programs read.</summary>
    public string Weights => In("weights.safetensors");

    /// <summary>Loss and accuracy of every epoch.</summary>
    public string Log => In("log.csv");

    /// <summary>The scores.</summary>
    public string Metrics => In("metrics.json");

    /// <summary>The report as text.</summary>
    public string Report => In("report.txt");

    /// <summary>A checkpoint that <c>--save-every</c> keeps.</summary>
    public string Kept(int epoch) => In($"epoch-{epoch:000}.safetensors");

    /// <summary>The folder for a new run, not made yet: the one asked for, or the first free <c>runs/NAME</c>, <c>runs/NAME-2</c>, ….</summary>
    /// <exception cref="DataException">The folder holds a run already, or part of one.</exception>
    public static RunFolder Choose(string? path, string name)
    {
        path ??= Enumerable.Range(1, int.MaxValue).Select(i => System.IO.Path.Combine("runs", i == 1 ? name : $"{name}-{i}")).First(p => !System.IO.Path.Exists(p));
        var folder = new RunFolder(path);
        string[] files = [folder.Configuration, folder.Preprocessing, folder.Split, folder.Last, folder.Best, folder.Weights, folder.Log, folder.Metrics, folder.Report];
        return Array.Find(files, System.IO.Path.Exists) is not { } taken
            ? folder
            : throw new DataException($"{path} holds a run already ({System.IO.Path.GetFileName(taken)}), which is not overwritten; choose another folder with --out");
    }

    /// <summary>Makes the folder with what <see cref="Open"/> needs; if that fails, nothing is left behind.</summary>
    /// <exception cref="DataException">The folder cannot be made or written.</exception>
    public void Make(RunConfiguration configuration, TrainingTask task)
    {
        var isNew = !Directory.Exists(Path);
        try
        {
            Directory.CreateDirectory(Path);
            task.Save(this);
            Write(configuration);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DataException)
        {
            Discard(isNew);
            throw new DataException($"{Path}: the run folder cannot be made: {error.Message}", error);
        }
    }

    /// <summary>Writes the configuration.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public void Write(RunConfiguration configuration) => AtomicFile.WriteText(Configuration, JsonSerializer.Serialize(configuration, JsonText.Indented) + "\n");

    /// <summary>Takes away the scores of a run that goes on, and the weights they are about, for they would no longer be its.</summary>
    /// <exception cref="DataException">They cannot be deleted.</exception>
    public void RemoveScores()
    {
        try
        {
            foreach (var file in new[] { Metrics, Report, Weights }) File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{Path}: the scores of the shorter run cannot be deleted: {error.Message}", error);
        }
    }

    /// <summary>The folder of a run, finished or not.</summary>
    /// <exception cref="DataException">There is no run in it.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        if (File.Exists(path)) throw new DataException($"{path} is a file; expected a run folder made by train");
        if (!Directory.Exists(path)) throw new DataException($"{path}: no such folder; expected a run folder made by train");
        if (!File.Exists(folder.Configuration)) throw new DataException($"{path} is no run folder: it holds no config.json");
        return folder;
    }

    /// <summary>The checkpoint that the run's report is about: with a validation part the best epoch by it, without one the last.</summary>
    /// <exception cref="DataException">The file of the split is absent or damaged.</exception>
    public string Reported()
    {
        using var split = SafetensorsFile.Open(File.Exists(Split) ? Split : Preprocessing);
        return split.Entries.TryGetValue(SavedSplit.NameOf("validation"), out var validation) && validation.Shape.Count > 0 && File.Exists(Best) ? Best : Last;
    }

    private void Discard(bool isNew)
    {
        try
        {
            if (isNew && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
            else foreach (var file in new[] { Preprocessing, Split }) File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever kept us from writing keeps us from deleting; the first error is the one to report.
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
