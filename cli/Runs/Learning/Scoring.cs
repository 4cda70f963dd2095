using NeuralCore.Data;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>Feeds examples to a network and counts what it takes them for.</summary>
internal static class Scoring
{
    /// <summary>The batches of an epoch from a step on, each made when it is asked for.</summary>
    public static IEnumerable<Batch> Batches(DataLoader loader, int epoch = 0, int firstStep = 0) =>
        loader.Epoch(epoch, firstStep).Select(batch => new Batch(batch.Inputs, batch.Targets));

    /// <summary>Classifies examples, or each of their pixels, in evaluation mode and counts.</summary>
    public static ConfusionMatrix Score(Module model, IDataset examples, RunConfiguration configuration, Device device, CancellationToken cancellation = default)
    {
        var matrix = new ConfusionMatrix(examples.ClassNames.Count);
        // A lone last example joins the batch before it, as in training.
        var loader = new DataLoader(examples, configuration.Batch) { Last = LastBatch.Join, Device = device, Workers = configuration.Workers };
        Evaluation.Run(model, Batches(loader), (scores, target) =>
        {
            var (predicted, actual) = (scores.ArgMax(1).ToArray<long>(), target.ToArray<long>());
            for (var i = 0; i < actual.Length; i++) matrix.Add((int)actual[i], (int)predicted[i]);
        }, cancellation);
        return matrix;
    }
}
