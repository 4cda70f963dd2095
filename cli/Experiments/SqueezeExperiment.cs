namespace NeuralCore.Cli.Experiments;

/// <summary>What squeeze-and-excitation costs and brings (Hu et al. 2018, arXiv:1709.01507, §4): counted, by the paper's formula, and in accuracy.</summary>
internal sealed class SqueezeExperiment : Experiment
{
    private const double Reduction = 16;

    /// <inheritdoc/>
    public override string Name => "se";

    /// <inheritdoc/>
    public override string Description => "What squeeze-and-excitation costs and brings: ResNet-18 (CIFAR) and ResNet-50 with and without it; the small one is trained.";

    /// <inheritdoc/>
    public override string Data => "The folder of CIFAR-10's binary files (where 'datasets fetch cifar10' puts them); without them the costs alone are counted";

    /// <inheritdoc/>
    public override int? Epochs => 3;

    /// <inheritdoc/>
    public override int? Limit => 1000;

    /// <inheritdoc/>
    // The recipe's 0.1 is one for 200 epochs.
    public override double? LearningRate => 0.02;

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns =>
    [
        Column.Text("network", "network"), Column.Count("parameters", "parameters"), Column.Count("added", "addedParameters"),
        Column.Count("2/r·Σ N·C²", "formula"), Column.Count("biases", "addedBiases"), Column.Share("added", "addedShare"), Column.Count("MACs", "macs"), Column.Share("added", "addedMacsShare"),
        Column.Series("loss per epoch", "losses", 3), Column.Share("test accuracy", "accuracy"), Column.Number("time", "seconds", 1, " s"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<object?[]> Rows(Trials trials)
    {
        // The stages: N blocks whose results have C channels each.
        (string Plain, string Squeezed, (long N, long C)[] Stages, bool Trains)[] pairs =
        [
            ("resnet18_cifar", "se_resnet18_cifar", [(2, 64), (2, 128), (2, 256), (2, 512)], true),
            ("resnet50", "se_resnet50", [(3, 256), (4, 512), (6, 1024), (3, 2048)], false),
        ];
        foreach (var (plain, squeezed, stages, trains) in pairs)
        {
            var (without, with) = (new Variant(plain, plain), new Variant(squeezed, squeezed));
            var (p, q) = (without.Summarize(), with.Summarize());
            var added = q.Parameters - p.Parameters;
            var formula = (long)(2 / Reduction * stages.Sum(stage => stage.N * stage.C * stage.C));
            var doesTrain = trains && trials.HasDataFor(without);
            yield return [plain, p.Parameters, null, null, null, null, p.Macs, null, .. Learn(without)];
            yield return [squeezed, q.Parameters, added, formula, added - formula, (double)added / p.Parameters, q.Macs, (double)(q.Macs - p.Macs) / p.Macs, .. Learn(with)];

            object?[] Learn(Variant variant) => doesTrain ? trials.Run(variant)[2..] : [null, null, null];
        }
    }
}
