using System.Globalization;

namespace NeuralCore.Cli.Experiments;

/// <summary>The X/O network part by part: fewer and more first kernels, a third convolution, each kind of pooling and none.</summary>
internal sealed class XoExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "xo";

    /// <inheritdoc/>
    public override string Description => "What each part of the X/O network is for: 9, 11 or 15 first kernels, 2 or 3 convolutions, each kind of pooling and none.";

    /// <inheritdoc/>
    public override string Data => "A zip or folder of circles and crosses (the program draws its own)";

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => [Column.Count("convolutions", "convolutions"), Column.Count("first", "first"), Column.Text("pooling", "pooling"), .. TrialColumns];

    /// <inheritdoc/>
    public override IEnumerable<object?[]> Rows(Trials trials)
    {
        (long Convolutions, long First, string Pooling)[] variants =
        [
            (2, 9, "max"), (2, 11, "max"), (2, 15, "max"), (3, 9, "max"),
            (2, 9, "average"), (2, 9, "gaussian"), (2, 9, "trainable"), (2, 9, "none"),
        ];
        foreach (var (convolutions, first, pooling) in variants)
        {
            var variant = new Variant(
                $"{convolutions} convolutions, {first} first, pooling {pooling}", "xo_net",
                ("convolutions", Text(convolutions)), ("first", Text(first)), ("pooling", pooling));
            yield return [convolutions, first, pooling, .. trials.Run(variant)];
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
