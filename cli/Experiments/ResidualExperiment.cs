namespace NeuralCore.Cli.Experiments;

/// <summary>The three shortcuts of the course's residual network on MNIST (He et al. 2016, arXiv:1603.05027, §3).</summary>
internal sealed class ResidualExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "residual";

    /// <inheritdoc/>
    public override string Description => "How a block's input is best joined with what the block computes: plain sum, scaled sum, 1×1 convolution.";

    /// <inheritdoc/>
    public override string Data => "The folder of MNIST's four IDX files (where 'datasets fetch mnist' puts them)";

    /// <inheritdoc/>
    public override int? Epochs => 3;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns => [Column.Text("shortcut", "shortcut"), .. TrialColumns];

    /// <inheritdoc/>
    public override IEnumerable<object?[]> Rows(Trials trials)
    {
        foreach (var (shortcut, model) in new[] { ("x + f", "plain"), ("0.5·(x + f)", "constant_scaling"), ("conv(x) + f", "conv_shortcut") })
            yield return [shortcut, .. trials.Run(new Variant(shortcut, $"resnet_mnist_{model}"))];
    }
}
