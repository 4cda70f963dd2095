namespace NeuralCore.Cli.Runs;

/// <summary>The table of all settings of a run: the options of <c>train</c>, the keys of its files, the fields of <see cref="RunConfiguration"/>.</summary>
internal static class Settings
{
    /// <summary>The model, an argument on the command line and a key in a file.</summary>
    public static Setting Model { get; } = Setting.Text("model", "The model.", "model", (c, v) => c with { Model = v });

    /// <summary>The model's own options: <c>--option NAME=VALUE</c>, in a file the mapping <c>options</c>.</summary>
    public static Setting Options { get; } = Setting.Pairs("options", "An option of the model, such as squeeze=true; may be given several times.",
        (c, v) => c with { Options = Merge(c.Options, v) });

    /// <summary>All that are options of <c>train</c> under their own names.</summary>
    public static IReadOnlyList<Setting> Named { get; } =
    [
        // The data
        Setting.Text("data",
            $"The files to learn from: a scene's cube (MAT 4, 5, 7.3 or ENVI), a data set's folder or archive, or '{RunConfiguration.Synthetic}' for what the program makes itself.",
            "file or folder", (c, v) => c with { Data = v }),
        Setting.Text("dataset",
            "The data set's format, if it is not to be recognised.",
            "format", (c, v) => c with { Dataset = v }).OrNone(c => c with { Dataset = null }),
        Setting.Text("labels",
            "The scene's labels, where they are in a file of their own.",
            "file", (c, v) => c with { Labels = v }).OrNone(c => c with { Labels = null }),
        Setting.Text("dataVariable",
            "The cube's variable (the largest with three dimensions).",
            "variable", (c, v) => c with { DataVariable = v }).OrNone(c => c with { DataVariable = null }),
        Setting.Text("labelsVariable",
            "The labels' variable (the one of the cube's height and width).",
            "variable", (c, v) => c with { LabelsVariable = v }).OrNone(c => c with { LabelsVariable = null }),
        Setting.Real("trainRatio",
            "The share of the examples to train on, where the data have no test part of their own.",
            v => v is > 0 and < 1, "a number between 0 and 1, both excluded", (c, v) => c with { TrainRatio = v }),
        Setting.Real("validationRatio",
            "The share of the training examples put aside to choose the best epoch by (0).",
            v => v is >= 0 and < 1, "a number from 0 up to, not including, 1", (c, v) => c with { ValidationRatio = v }),
        Setting.Whole("limit",
            "Train on so many of the training examples only, drawn by the seed.",
            1, (c, v) => c with { Limit = v }).OrNone(c => c with { Limit = null }),
        Setting.Whole("bands",
            "The principal components to keep of a scene (the model's own, 30 for hybridsn; 15 for the synthetic scene).",
            13, (c, v) => c with { Bands = v }).OrNone(c => c with { Bands = null }),
        Setting.Whole("window",
            "The side of a scene's patch, odd so that it has a middle (the model's own, 25 for hybridsn).",
            9, (c, v) => c with { Window = v }, odd: true).OrNone(c => c with { Window = null }),
        Texts("transform",
            "What every image goes through, such as resize:32; may be given several times, or none.",
            (c, v) => c with { Transform = v }),
        Texts("augment",
            "What training images go through besides, such as crop:32:4 or flip; may be given several times, or none.",
            (c, v) => c with { Augment = v }),
        Setting.Text("normalize",
            "Each channel's mean and deviation, such as 0.485/0.456/0.406:0.229/0.224/0.225.",
            "means:deviations", (c, v) => c with { Normalize = v }).OrNone(c => c with { Normalize = null }),
        Setting.Flag("skipBad", "Leave out images that cannot be read, and count them.", (c, v) => c with { SkipBad = v }),

        // The training
        Setting.Whole("epochs", "The passes over the training examples.", 1, (c, v) => c with { Epochs = v }),
        Setting.Whole("batch", "The examples of a step.", 2, (c, v) => c with { Batch = v }),
        Setting.Word("optimizer",
            "What changes the weights; another than the recipe's starts from its own standard numbers.",
            OptimizerNames.All, (c, v) => c with { Optimizer = v }),
        Setting.Real("lr", "The learning rate; with one-cycle the highest.", v => v > 0, "a number above 0", (c, v) => c with { Lr = v }),
        Setting.Real("momentum",
            "The momentum of sgd and rmsprop.",
            v => v is >= 0 and < 1, "a number from 0 up to, not including, 1", (c, v) => c with { Momentum = v }),
        Setting.Flag("nesterov", "Whether sgd's momentum has Nesterov's form.", (c, v) => c with { Nesterov = v }),
        Setting.Real("weightDecay",
            "How much of itself each weight loses.",
            v => v >= 0, "a number of at least 0", (c, v) => c with { WeightDecay = v }),
        Share("beta1", "The share that adam's mean of gradients keeps (0.9).", (c, v) => c with { Beta1 = v }),
        Share("beta2", "The share that adam's mean of squares keeps (0.999).", (c, v) => c with { Beta2 = v }),
        Share("alpha", "The share that rmsprop's mean of squares keeps (0.99).", (c, v) => c with { Alpha = v }),
        Setting.Real("epsilon",
            "What keeps the division by the mean of squares from being one by 0.",
            v => v > 0, "a number above 0", (c, v) => c with { Epsilon = v }).OrNone(c => c with { Epsilon = null }),
        Setting.Word("schedule", "The course of the learning rate.", ScheduleNames.All, (c, v) => c with { Schedule = v }),
        Setting.Whole("decayEvery",
            "The epochs between two decays of the schedules step and exponential (exponential: 1).",
            1, (c, v) => c with { DecayEvery = v }).OrNone(c => c with { DecayEvery = null }),
        Setting.Many("milestones",
            "An epoch after which the schedule multistep decays; may be given several times.",
            "n", Milestones, "a whole number of at least 1, given once for each"),
        Setting.Real("decay",
            "What the schedules step, multistep and exponential multiply the rate with (0.1).",
            v => v is > 0 and <= 1, "a number above 0 and at most 1", (c, v) => c with { Decay = v }).OrNone(c => c with { Decay = null }),
        Setting.Real("minLr",
            "The rate at which the schedule cosine ends (0).",
            v => v >= 0, "a number of at least 0", (c, v) => c with { MinLr = v }).OrNone(c => c with { MinLr = null }),
        Setting.Real("warmup",
            "The epochs, or a part of one, in which the rate rises evenly to its first value (0).",
            v => v >= 0, "a number of at least 0", (c, v) => c with { Warmup = v }),
        Setting.Real("clip",
            "The largest norm that all gradients together may have.",
            v => v > 0, "a number above 0", (c, v) => c with { Clip = v }).OrNone(c => c with { Clip = null }),
        Setting.Real("labelSmoothing",
            "The share of each target that is spread over all classes (0).",
            v => v is >= 0 and < 1, "a number from 0 up to, not including, 1", (c, v) => c with { LabelSmoothing = v }),
        Share("ema",
            "The share that a moving average of the weights keeps at each step, such as 0.999; the average is what is scored.",
            (c, v) => c with { Ema = v }),
        Setting.Whole("earlyStopping",
            "Stop after so many epochs without a better validation (without a validation part: training loss).",
            1, (c, v) => c with { EarlyStopping = v }).OrNone(c => c with { EarlyStopping = null }),
        Setting.Text("weights",
            "Start from the weights of a file (safetensors, PyTorch's .pth, npz).",
            "file", (c, v) => c with { Weights = v }).OrNone(c => c with { Weights = null }),
        Setting.Flag("weightsPartial",
            "Take from that file what fits by name and shape, and tell what does not.",
            (c, v) => c with { WeightsPartial = v }),

        // The run
        Setting.Whole("saveEvery",
            "Keep a checkpoint epoch-NNN.safetensors every so many epochs.",
            1, (c, v) => c with { SaveEvery = v }).OrNone(c => c with { SaveEvery = null }),
        Setting.Whole("workers", "How many threads prepare batches; the results do not depend on it.", 0, (c, v) => c with { Workers = v }),
        Setting.Seed("seed", "The seed of every random number of the run (1).", (c, v) => c with { Seed = v }),
        Setting.Text("device", $"Where to compute: {Commands.CommonOptions.Devices}.", "device", (c, v) => c with { Device = v }),
    ];

    /// <summary>All: the keys of a file.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Model, Options, .. Named];

    /// <summary>The setting of a key.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    private static Setting Share(string name, string description, Func<RunConfiguration, double?, RunConfiguration> set) =>
        Setting.Real(name, description, v => v is >= 0 and < 1, "a number from 0 up to, not including, 1", (c, v) => set(c, v)).OrNone(c => set(c, null));

    private static Setting Texts(string name, string description, Func<RunConfiguration, IReadOnlyList<string>, RunConfiguration> set) =>
        Setting.Many(name, description, "text", (c, texts) => texts.Any(string.IsNullOrWhiteSpace) ? null : set(c, texts), "a text such as flip, given once for each step");

    private static RunConfiguration? Milestones(RunConfiguration configuration, IReadOnlyList<string> texts)
    {
        var epochs = texts.Select(text => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var epoch) ? epoch : 0).ToArray();
        return epochs.All(epoch => epoch >= 1) ? configuration with { Milestones = [.. epochs.Order()] } : null;
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> more)
    {
        Dictionary<string, string> all = new(old, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in more) all[name] = value;
        return all;
    }
}
