using NeuralCore.Data;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>Feeds a scene's pixels to a network.</summary>
internal static class Scoring
{
    /// <summary>The batches of an epoch from a step on, each made when it is asked for.</summary>
    public static IEnumerable<Batch> Batches(DataLoader loader, int epoch = 0, int firstStep = 0) =>
        loader.Epoch(epoch, firstStep).Select(batch => new Batch(batch.Inputs, batch.Targets));

    /// <summary>Classifies pixels in eval mode and counts.</summary>
    public static ConfusionMatrix Score(Module model, SceneTask task, int[] pixels, int batch, CancellationToken cancellation)
    {
        var matrix = new ConfusionMatrix(task.Scene.Classes);
        Evaluation.Run(model, Batches(task.Loader(pixels, batch, shuffles: false)), (logits, target) =>
        {
            var (predicted, actual) = (logits.ArgMax(1).ToArray<long>(), target.ToArray<long>());
            for (var i = 0; i < actual.Length; i++) matrix.Add((int)actual[i], (int)predicted[i]);
        }, cancellation);
        return matrix;
    }
}
