namespace NeuralCore.Cli.Experiments;

/// <summary>A question answered by trying: variants of a network or of a layer side by side, one row each.</summary>
internal abstract class Experiment
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is compared, in one sentence.</summary>
    public abstract string Description { get; }

    /// <summary>The files that <c>--data</c> names and what serves without it; null where nothing is trained.</summary>
    public abstract string? Data { get; }

    /// <summary>The passes over the training examples where nobody says otherwise; null for the recipe's.</summary>
    public virtual int? Epochs => null;

    /// <summary>The training examples where nobody says otherwise; null for all.</summary>
    public virtual int? Limit => null;

    /// <summary>The learning rate, where the recipe's is one for long runs; null for the recipe's.</summary>
    public virtual double? LearningRate => null;

    /// <summary>The columns of the result.</summary>
    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>The rows, each found out when it is asked for.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public abstract IEnumerable<object?[]> Rows(Trials trials);

    /// <summary>The columns of every training: parameters, multiply-adds, loss per epoch, accuracy, time.</summary>
    protected static IReadOnlyList<Column> TrialColumns { get; } =
    [
        Column.Count("parameters", "parameters"), Column.Count("MACs", "macs"), Column.Series("loss per epoch", "losses", 3),
        Column.Share("test accuracy", "accuracy"), Column.Number("time", "seconds", 1, " s"),
    ];
}
