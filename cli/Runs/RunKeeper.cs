using System.Diagnostics;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>Keeps a run's folder in step with its training, so that whenever the process ends it can be resumed to the last bit.</summary>
/// <remarks>
/// After an epoch the log is written first, then the best weights, then the checkpoint: whatever is cut off in between
/// is made again, the same, by the run that goes on from the checkpoint.
/// </remarks>
/// <param name="folder">The run's folder.</param>
/// <param name="configuration">What decides which checkpoints are kept.</param>
/// <param name="task">What the notes in a checkpoint tell of.</param>
/// <param name="training">What is saved.</param>
/// <param name="log">The log of the epochs.</param>
/// <param name="betweenSaves">The time between two saves within an epoch; two minutes if none is given.</param>
internal sealed class RunKeeper(RunFolder folder, RunConfiguration configuration, TrainingTask task, Training training, TrainingLog log, TimeSpan? betweenSaves = null)
{
    private readonly TimeSpan _betweenSaves = betweenSaves ?? TimeSpan.FromMinutes(2);

    private long _saved = Stopwatch.GetTimestamp();

    /// <summary>Saves where the run stands.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public void Save()
    {
        Save(folder.Last);
        _saved = Stopwatch.GetTimestamp();
    }

    /// <summary>After a step: a long epoch is saved on its way.</summary>
    public void EndStep()
    {
        if (Stopwatch.GetElapsedTime(_saved) >= _betweenSaves) Save();
    }

    /// <summary>After an epoch.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public void EndEpoch(EpochRecord epoch, bool isBest)
    {
        log.Add(epoch);
        if (isBest) Save(folder.Best);
        if (configuration.SaveEvery is { } every && epoch.Epoch % every == 0) Save(folder.Kept(epoch.Epoch));
        Save();
    }

    private void Save(string path) => Checkpoint.Save(path, training.Trainer, CheckpointNotes.Of(configuration, task.Shape));
}
