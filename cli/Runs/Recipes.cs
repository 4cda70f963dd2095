using NeuralCore.Models;

namespace NeuralCore.Cli.Runs;

/// <summary>How each model is trained where nobody says otherwise: the numbers of its paper or course, one line a family.</summary>
internal static class Recipes
{
    private const string
        Cifar = "0.4914/0.4822/0.4465:0.2023/0.1994/0.2010",
        ImageNetStatistics = "0.485/0.456/0.406:0.229/0.224/0.225",
        MnistStatistics = "0.1307:0.3081";

    /// <summary>A family of models, by how their names begin, and its recipe; the first that fits counts.</summary>
    private static readonly (string[] Names, Func<RunConfiguration, RunConfiguration> Recipe)[] Table =
    [
        // Roy et al. 2020, §III: Adam 1e-3, 100 epochs, a tenth of the pixels.
        (["hybridsn"], c => Adam(Scene(c), 1e-3) with { TrainRatio = 0.1, Batch = 128, Epochs = IsSynthetic(c) ? 20 : 100 }),

        // The course's first network: 1,700 images train, 300 test; with a third convolution or without pooling it needs twice the epochs.
        // The drawn ones are dark on light paper: not centred, they keep the loss at chance for all of its epochs.
        (["xo_net"], c => Sgd(c, 0.1) with
            { Data = c.Data.Or(RunConfiguration.Synthetic), Normalize = IsSynthetic(c) ? "0.8:0.2" : null, TrainRatio = 0.85, Batch = 64, Epochs = IsSlow(c) ? 20 : 10 }),

        (["inception_mnist", "resnet_mnist"], c => Sgd(c, 0.01, 0.5) with
            { Data = c.Data.Or("mnist"), Normalize = MnistStatistics, Batch = 64, Epochs = 10 }),

        // Hu et al.'s block in the course's network; every epoch is kept.
        (["senet_cifar"], c => Sgd(Cropped(c, Cifar), 0.1, 0.9, 1e-4) with
            { Nesterov = true, Batch = 128, Epochs = 40, SaveEvery = 1 }),

        // He et al. 2016, §4.2, in the epochs of its usual replication.
        (["resnet20_cifar", "resnet32_cifar", "resnet44_cifar", "resnet56_cifar", "resnet110_cifar"],
            c => Sgd(Cropped(c, ImageNetStatistics), 0.1, 0.9, 1e-4) with
                { Batch = 128, Epochs = 200, Schedule = ScheduleNames.MultiStep, Milestones = [100, 150], Decay = 0.1 }),

        // pytorch-cifar's recipe for all of its networks.
        (["mobilenet_v1_cifar", "mobilenet_v2_cifar", "se_resnet18_cifar", "resnet18_cifar"],
            c => Sgd(Cropped(c, Cifar), 0.1, 0.9, 5e-4) with { Batch = 128, Epochs = 200, Schedule = ScheduleNames.Cosine }),

        // Simonyan and Zisserman 2015, §3.1; 74 epochs.
        (["vgg"], c => Sgd(ImageNet(c), 0.01, 0.9, 5e-4) with
            { Batch = 256, Epochs = 74, Schedule = ScheduleNames.Step, DecayEvery = 25, Decay = 0.1 }),

        // Szegedy et al. 2014, §6: 4 % less every 8 epochs.
        (["googlenet", "se_inception"], c => Sgd(ImageNet(c), 0.01, 0.9, 2e-4) with
            { Batch = 128, Epochs = 250, Schedule = ScheduleNames.Step, DecayEvery = 8, Decay = 0.96 }),

        // Szegedy et al. 2016, §8: RMSprop with decay 0.9 and ε = 1, 0.045 less 6 % every two epochs, gradients clipped at 2, labels smoothed.
        (["inception_v3"], c => RmsProp(ImageNet(c, resize: 342, crop: 299), 0.045, weightDecay: 4e-5) with
            { Batch = 32, Epochs = 100, Epsilon = 1, Schedule = ScheduleNames.Exponential, DecayEvery = 2, Decay = 0.94, Clip = 2, LabelSmoothing = 0.1 }),

        // Howard et al. 2017, §3.2: as Inception v3, with little or no weight decay.
        (["mobilenet_v1"], c => RmsProp(ImageNet(c), 0.045, weightDecay: 0) with
            { Batch = 96, Epochs = 100, Epsilon = 1, Schedule = ScheduleNames.Exponential, DecayEvery = 2, Decay = 0.94 }),

        // Sandler et al. 2018, §6.1.
        (["mobilenet_v2"], c => RmsProp(ImageNet(c), 0.045, weightDecay: 4e-5) with
            { Batch = 96, Epochs = 300, Schedule = ScheduleNames.Exponential, Decay = 0.98 }),

        // Howard et al. 2019, §6.1.1.
        (["mobilenet_v3"], c => RmsProp(ImageNet(c), 0.1, weightDecay: 1e-5) with
            { Batch = 4096, Epochs = 600, Schedule = ScheduleNames.Exponential, DecayEvery = 3, Decay = 0.99, Ema = 0.9999 }),

        // Scenes of circles and crosses with masks, for which an eighth of the paper's width is enough.
        (["fcn"], c => Adam(c, 2e-3) with
            { Options = WithStandard(c.Options, "width", "8"), Data = c.Data.Or(RunConfiguration.Synthetic), Batch = 8, Epochs = 20 }),

        // He et al. 2016, §3.4, and those who followed it: ResNet, ResNeXt, SE-ResNet.
        ([""], c => Sgd(ImageNet(c), 0.1, 0.9, 1e-4) with
            { Batch = 256, Epochs = 90, Schedule = ScheduleNames.Step, DecayEvery = 30, Decay = 0.1 }),
    ];

    /// <summary>The recipe for a configuration's model, for its options and data as far as they are known.</summary>
    public static RunConfiguration For(RunConfiguration start) =>
        Table.First(row => row.Names.Any(name => start.Model.StartsWith(name, StringComparison.Ordinal))).Recipe(start);

    private static RunConfiguration Sgd(RunConfiguration c, double rate, double momentum = 0, double weightDecay = 0) =>
        c with { Optimizer = OptimizerNames.Sgd, Lr = rate, Momentum = momentum, WeightDecay = weightDecay };

    private static RunConfiguration Adam(RunConfiguration c, double rate) => c with { Optimizer = OptimizerNames.Adam, Lr = rate };

    private static RunConfiguration RmsProp(RunConfiguration c, double rate, double weightDecay) =>
        c with { Optimizer = OptimizerNames.RmsProp, Lr = rate, Alpha = 0.9, Momentum = 0.9, WeightDecay = weightDecay };

    private static RunConfiguration Scene(RunConfiguration c)
    {
        var patch = ModelRegistry.Find(c.Model)!.Input(new ModelOptions());   // [1, bands, window, window]
        c = c with { Data = c.Data.Or(RunConfiguration.Synthetic), Window = patch[2] };
        return c with { Bands = IsSynthetic(c) ? 15 : patch[1] };
    }

    // Krizhevsky's pictures, shifted by up to four pixels and mirrored.
    private static RunConfiguration Cropped(RunConfiguration c, string statistics) =>
        c with { Data = c.Data.Or("cifar10"), Normalize = statistics, Augment = ["crop:32:4", "flip"] };

    // The shorter side to a fixed length, then a square out of it: any, and mirrored, in training; the middle in scoring.
    private static RunConfiguration ImageNet(RunConfiguration c, int resize = 256, int crop = 224) =>
        c with { Data = c.Data.Or("images"), Normalize = ImageNetStatistics, Transform = [$"resize:{resize}"], Augment = [$"crop:{crop}", "flip"] };

    private static bool IsSynthetic(RunConfiguration c) => c.Data.Or(RunConfiguration.Synthetic) == RunConfiguration.Synthetic;

    private static bool IsSlow(RunConfiguration c) =>
        c.Options.TryGetValue("pooling", out var pooling) && pooling.Equals("none", StringComparison.OrdinalIgnoreCase) ||
        (c.Options.TryGetValue("convolutions", out var convolutions) ? convolutions == "3" : c.Model.EndsWith("3conv", StringComparison.Ordinal));

    private static Dictionary<string, string> WithStandard(IReadOnlyDictionary<string, string> options, string name, string value)
    {
        Dictionary<string, string> all = new(options, StringComparer.OrdinalIgnoreCase);
        all.TryAdd(name, value);
        return all;
    }

    private static string Or(this string text, string standard) => text.Length > 0 ? text : standard;
}
