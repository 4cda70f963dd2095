using NeuralCore.Autograd;
using NeuralCore.Nn;

namespace NeuralCore.Training;

/// <summary>Runs a model over batches in evaluation mode, without gradients, each batch in a scope of its own.</summary>
public static class Evaluation
{
    /// <summary>Feeds every batch's output to some metrics; the model's mode is what it was afterwards.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Run(Module model, IEnumerable<Batch> batches, IReadOnlyList<IMetric> metrics, CancellationToken cancellation = default)
    {
        foreach (var metric in metrics) metric.Reset();
        Run(model, batches, (y, target) =>
        {
            foreach (var metric in metrics) metric.Update(y, target);
        }, cancellation);
    }

    /// <summary>Hands every batch's output and target to a function; they go back when it returns, unless it keeps them.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Run(Module model, IEnumerable<Batch> batches, Action<Tensor, Tensor> each, CancellationToken cancellation = default)
    {
        var wasTraining = model.IsTraining;
        model.Eval();
        try
        {
            using var mode = new NoGradScope();
            using var source = batches.GetEnumerator();
            while (Next(model, source, each)) cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            if (wasTraining) model.Train();
        }
    }

    private static bool Next(Module model, IEnumerator<Batch> batches, Action<Tensor, Tensor> each)
    {
        using var scope = new MemoryScope();
        if (!batches.MoveNext()) return false;
        each(model.Forward(batches.Current.Input), batches.Current.Target);
        return true;
    }
}
