using NeuralCore.Data;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Training;

namespace NeuralCore.Cli.Runs;

/// <summary>Feeds a scene's pixels to a network.</summary>
internal static class Scoring
{
    /// <summary>How many batches there are: a lone last pixel joins the batch before it, for the statistics of batch normalization need two.</summary>
    public static int Steps(int pixels, int batch) => pixels % batch == 1 && pixels > 1 ? pixels / batch : (int)(((long)pixels + batch - 1) / batch);

    /// <summary>The pixels in batches of patches and classes, each made when it is asked for.</summary>
    public static IEnumerable<Batch> Batches(SceneTask task, int[] pixels, int batch)
    {
        var steps = Steps(pixels.Length, batch);
        for (var step = 0; step < steps; step++)
        {
            var part = pixels.AsSpan(step * batch, step == steps - 1 ? pixels.Length - step * batch : batch);
            var (patches, targets) = task.Examples.Batch(part);
            yield return new Batch(patches, targets);
        }
    }

    /// <summary>Classifies pixels in eval mode and counts.</summary>
    public static ConfusionMatrix Score(Module model, SceneTask task, int[] pixels, int batch, CancellationToken cancellation)
    {
        var matrix = new ConfusionMatrix(task.Scene.Classes);
        Evaluation.Run(model, Batches(task, pixels, batch), (logits, target) =>
        {
            var (predicted, actual) = (logits.ArgMax(1).ToArray<long>(), target.ToArray<long>());
            for (var i = 0; i < actual.Length; i++) matrix.Add((int)actual[i], (int)predicted[i]);
        }, cancellation);
        return matrix;
    }
}
