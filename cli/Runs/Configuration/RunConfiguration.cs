namespace NeuralCore.Cli.Runs;

/// <summary>Everything that decides a run's result, resolved: what <c>config.json</c> holds, and what <c>--config</c> takes.</summary>
/// <remarks>Each property is a line of <see cref="Settings"/> (but for the model), under which it is an option, a key of a file and a part of a recipe; there stands what it means.</remarks>
internal sealed record RunConfiguration
{
    /// <summary>What <see cref="Data"/> says for data that the program makes itself.</summary>
    public const string Synthetic = "synthetic";

    public string Model { get; init; } = "";

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    // The data, and what is made of it.
    public string Data { get; init; } = "";

    public string? Dataset { get; init; }

    public string? Labels { get; init; }

    public string? DataVariable { get; init; }

    public string? LabelsVariable { get; init; }

    public double TrainRatio { get; init; } = 0.8;

    public double ValidationRatio { get; init; }

    public int? Limit { get; init; }

    public int? Bands { get; init; }

    public int? Window { get; init; }

    public IReadOnlyList<string> Transform { get; init; } = [];

    public IReadOnlyList<string> Augment { get; init; } = [];

    public string? Normalize { get; init; }

    public bool SkipBad { get; init; }

    // The training.
    public int Epochs { get; init; } = 10;

    public int Batch { get; init; } = 128;

    public string Optimizer { get; init; } = OptimizerNames.Adam;

    public double Lr { get; init; } = 1e-3;

    public double Momentum { get; init; }

    public bool Nesterov { get; init; }

    public double WeightDecay { get; init; }

    public double? Beta1 { get; init; }

    public double? Beta2 { get; init; }

    public double? Alpha { get; init; }

    public double? Epsilon { get; init; }

    public string Schedule { get; init; } = ScheduleNames.Constant;

    public int? DecayEvery { get; init; }

    public IReadOnlyList<int> Milestones { get; init; } = [];

    public double? Decay { get; init; }

    public double? MinLr { get; init; }

    public double Warmup { get; init; }

    public double? Clip { get; init; }

    public double LabelSmoothing { get; init; }

    public double? Ema { get; init; }

    public int? EarlyStopping { get; init; }

    public string? Weights { get; init; }

    public bool WeightsPartial { get; init; }

    // The run.
    public int? SaveEvery { get; init; }

    public int Workers { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    public string Device { get; init; } = "auto";
}
