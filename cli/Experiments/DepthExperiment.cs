namespace NeuralCore.Cli.Experiments;

/// <summary>Why depth alone hurts: 20 and 56 layers with and without shortcuts (He et al. 2016, arXiv:1512.03385, figure 6).</summary>
internal sealed class DepthExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "depth";

    /// <inheritdoc/>
    public override string Description => "Why depth alone hurts: plain and residual networks of 20 and 56 layers, equal in weights, by their training loss.";

    /// <inheritdoc/>
    public override string Data => "The folder of CIFAR-10's binary files (where 'datasets fetch cifar10' puts them)";

    /// <inheritdoc/>
    public override int? Epochs => 5;

    /// <inheritdoc/>
    public override int? Limit => 2000;

    /// <inheritdoc/>
    // At the paper's 0.1 the first steps throw 56 layers back so far that a few epochs do not make it good.
    public override double? LearningRate => 0.02;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => [Column.Text("network", "network"), Column.Count("layers", "layers"), .. TrialColumns];

    /// <inheritdoc/>
    public override IEnumerable<object?[]> Rows(Trials trials)
    {
        foreach (var (network, residual) in new[] { ("plain", "false"), ("residual", "true") })
            foreach (var layers in new[] { 20L, 56L })
                yield return [network, layers, .. trials.Run(new Variant($"{network}, {layers} layers", $"resnet{layers}_cifar", ("residual", residual)))];
    }
}
