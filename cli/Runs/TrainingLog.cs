using System.Globalization;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary><c>log.csv</c>: a line an epoch.</summary>
internal sealed class TrainingLog
{
    private const string Heading = "epoch,steps,loss,accuracy,validation_accuracy,learning_rate,seconds";

    private readonly string _path;
    private readonly List<string> _lines = [Heading];

    /// <summary>An empty log.</summary>
    public TrainingLog(string path) => _path = path;

    /// <summary>The log of a run with so many epochs behind; lines of epochs that are run again are left out.</summary>
    /// <exception cref="DataException">The file cannot be read, or lacks epochs.</exception>
    public static TrainingLog Open(string path, int epochs)
    {
        var log = new TrainingLog(path);
        if (epochs == 0) return log;
        try
        {
            log._lines.AddRange(File.ReadLines(path).Skip(1).Take(epochs));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: cannot be read: {error.Message}", error);
        }
        return log._lines.Count == epochs + 1 ? log : throw new DataException($"{path}: has {log._lines.Count - 1} epochs, the run's checkpoint {epochs}; expected the log of the same run");
    }

    /// <summary>Adds an epoch.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Add(EpochRecord e)
    {
        var validation = e.Validation?.ToString("r", CultureInfo.InvariantCulture);
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Steps},{e.Loss:r},{e.Accuracy:r},{validation},{e.LearningRate:r},{e.Seconds:f2}"));
        AtomicFile.WriteText(_path, string.Concat(_lines.Select(line => line + "\n")));
    }
}
