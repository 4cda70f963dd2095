namespace NeuralCore.Cli.Runs;

/// <summary>The optimizers by name.</summary>
internal static class OptimizerNames
{
    public const string Sgd = "sgd", Adam = "adam", AdamW = "adamw", RmsProp = "rmsprop", Adagrad = "adagrad";

    public static IReadOnlyList<string> All { get; } = [Sgd, Adam, AdamW, RmsProp, Adagrad];

    /// <summary>The weight decay that an optimizer has where nobody says one.</summary>
    public static double StandardWeightDecay(string optimizer) => optimizer == AdamW ? 1e-2 : 0;

    /// <summary>The learning rate that an optimizer starts with where nobody says one.</summary>
    public static double StandardRate(string optimizer) => optimizer is Adam or AdamW ? 1e-3 : 1e-2;
}
