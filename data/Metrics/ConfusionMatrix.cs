namespace NeuralCore.Data;

/// <summary>Counts how often each class was taken for each, and what follows from it; wherever a share is of nothing it is 0.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>An empty matrix of <paramref name="classes"/> classes, counted from 0.</summary>
    /// <exception cref="UsageException">There is no class.</exception>
    public ConfusionMatrix(int classes)
    {
        if (classes < 1) throw new UsageException($"a confusion matrix of {classes} classes was asked for; expected at least 1");
        _counts = new long[classes, classes];
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _counts.GetLength(0);

    /// <summary>The number of examples counted.</summary>
    public long Total => Enumerable.Range(0, Classes).Sum(Support);

    /// <summary>How often an example of class <paramref name="actual"/> was taken for <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Counts one example.</summary>
    /// <exception cref="UsageException">A class does not exist.</exception>
    public void Add(int actual, int predicted) => Count(actual, predicted);

    /// <summary>Counts many examples, such as the pixels of a map; where the actual class is <paramref name="ignore"/>, none is counted.</summary>
    /// <exception cref="ShapeException">There are more of one than of the other.</exception>
    /// <exception cref="UsageException">A class does not exist.</exception>
    public void Add(ReadOnlySpan<long> actual, ReadOnlySpan<long> predicted, long? ignore = null)
    {
        if (actual.Length != predicted.Length) throw new ShapeException($"there are {actual.Length} actual classes and {predicted.Length} predicted ones; expected as many");
        for (var i = 0; i < actual.Length; i++)
            if (actual[i] != ignore) Count(actual[i], predicted[i]);
    }

    /// <summary>The number of examples of a class.</summary>
    public long Support(int c) => Enumerable.Range(0, Classes).Sum(predicted => _counts[c, predicted]);

    /// <summary>The number of examples that were taken for a class.</summary>
    public long Predicted(int c) => Enumerable.Range(0, Classes).Sum(actual => _counts[actual, c]);

    /// <summary>Of the examples that were taken for a class, the share that is of it.</summary>
    public double Precision(int c) => Share(_counts[c, c], Predicted(c));

    /// <summary>Of the examples of a class, the share that was recognised: the class's own accuracy.</summary>
    public double Recall(int c) => Share(_counts[c, c], Support(c));

    /// <summary>The harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN).</summary>
    public double F1(int c) => Share(2 * _counts[c, c], Support(c) + Predicted(c));

    /// <summary>Intersection over union (the Jaccard index) of the examples of a class and those taken for it, TP / (TP + FP + FN).</summary>
    public double IoU(int c) => Share(_counts[c, c], Union(c));

    /// <summary>The mean of <see cref="IoU"/> over the classes that occur, in truth or prediction: mean IU of Long et al. 2015 (arXiv:1411.4038, §5), as their code counts.</summary>
    public double MeanIoU => Enumerable.Range(0, Classes).Where(Occurs).Select(IoU).DefaultIfEmpty(0).Average();

    /// <summary>The share of all examples that was recognised (OA), for maps the pixel accuracy; the micro average of precision, recall and F1 over all classes alike.</summary>
    public double OverallAccuracy => Share(Enumerable.Range(0, Classes).Sum(c => _counts[c, c]), Total);

    /// <summary>The mean of the classes' recalls (AA): every class counts the same, whatever its size.</summary>
    public double AverageAccuracy => Macro(Recall);

    /// <summary>Cohen's κ = (OA − e) / (1 − e), where e is the agreement that chance would give (Cohen 1960, eq. 1).</summary>
    public double Kappa
    {
        get
        {
            // In whole numbers up to the one division: n·Σ diagonal − Σ row·column over n² − Σ row·column.
            var (n, chance) = ((decimal)Total, 0m);
            for (var c = 0; c < Classes; c++) chance += (decimal)Support(c) * Predicted(c);
            var agreed = (decimal)Enumerable.Range(0, Classes).Sum(c => _counts[c, c]);
            return n * n == chance ? 0 : (double)(n * agreed - chance) / (double)(n * n - chance);
        }
    }

    /// <summary>The precision of some classes together, Σ TP / Σ (TP + FP).</summary>
    public double MicroPrecision(IReadOnlyCollection<int>? classes = null) => Share(Sum(classes, c => _counts[c, c]), Sum(classes, Predicted));

    /// <summary>The recall of some classes together, Σ TP / Σ (TP + FN).</summary>
    public double MicroRecall(IReadOnlyCollection<int>? classes = null) => Share(Sum(classes, c => _counts[c, c]), Sum(classes, Support));

    /// <summary>The F1 of some classes together, 2·Σ TP / Σ (2·TP + FP + FN).</summary>
    public double MicroF1(IReadOnlyCollection<int>? classes = null) => Share(Sum(classes, c => 2 * _counts[c, c]), Sum(classes, c => Support(c) + Predicted(c)));

    /// <summary>The mean of a measure such as <see cref="Precision"/> over some classes, or all.</summary>
    public double Macro(Func<int, double> measure, IReadOnlyCollection<int>? classes = null) => Some(classes).Average(measure);

    /// <summary>The mean of a measure such as <see cref="Precision"/> over some classes, or all, each weighted by its examples.</summary>
    public double Weighted(Func<int, double> measure, IReadOnlyCollection<int>? classes = null) =>
        Sum(classes, Support) is var total && total == 0 ? 0 : Some(classes).Sum(c => measure(c) * Support(c)) / total;

    /// <summary>Whether a class has examples or was predicted.</summary>
    internal bool Occurs(int c) => Union(c) > 0;

    private void Count(long actual, long predicted)
    {
        if ((ulong)actual >= (ulong)Classes || (ulong)predicted >= (ulong)Classes)
            throw new UsageException($"class {actual}, predicted as {predicted}, does not fit a confusion matrix of {Classes} classes; expected 0 to {Classes - 1}");
        _counts[actual, predicted]++;
    }

    private long Union(int c) => Support(c) + Predicted(c) - _counts[c, c];

    private IEnumerable<int> Some(IReadOnlyCollection<int>? classes) => classes ?? Enumerable.Range(0, Classes);

    private long Sum(IReadOnlyCollection<int>? classes, Func<int, long> count) => Some(classes).Sum(count);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
