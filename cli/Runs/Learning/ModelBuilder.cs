using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Runs;

/// <summary>The network that a configuration describes, for the data at hand.</summary>
internal static class ModelBuilder
{
    /// <summary>Sees whether the options leave to the data what these settle.</summary>
    /// <exception cref="UsageException">An option is settled by the data.</exception>
    public static void Check(RunConfiguration configuration)
    {
        if (configuration.Options.Keys.FirstOrDefault(name => Settled(configuration).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } name)
            throw new UsageException($"{name} is no --option of a training run: {(IsScene(configuration) ? "--bands and --window set the patch, and the labels" : "the data set has")} the number of classes");
    }

    /// <summary>The options that a configuration gives the model, a scene's patch included.</summary>
    public static ModelOptions OwnOptions(RunConfiguration configuration) => new(Own(configuration));

    /// <summary>Builds it for the classes, channels and size of the data, and sees whether it takes their examples.</summary>
    /// <exception cref="DataException">The data's classes or shape are none that the model takes.</exception>
    public static Module Create(RunConfiguration configuration, DataShape data)
    {
        try
        {
            var own = Own(configuration);
            var known = Known(configuration.Model, own);
            foreach (var (name, value) in data.Options(Task(configuration)).Where(option => known.Contains(option.Key))) own.TryAdd(name, value);
            var model = ModelRegistry.Create(configuration.Model, new ModelOptions(own));
            CheckInput(configuration, data, model, ModelRegistry.Find(configuration.Model)!.Input(new ModelOptions(own)));
            return model;
        }
        catch (UsageException error)
        {
            throw new DataException($"{data.Name}: {error.Message}", error);
        }
    }

    /// <summary>The input and the classes that a model has by itself, where no data are at hand; the names of the classes are those of the recipe's data set, if they are as many.</summary>
    /// <exception cref="UsageException">An option is unknown or impossible.</exception>
    public static DataShape OwnShape(RunConfiguration configuration)
    {
        var model = ModelRegistry.Create(configuration.Model, OwnOptions(configuration));
        var input = ModelRegistry.Find(configuration.Model)!.Input(OwnOptions(configuration));
        var classes = ModelSummary.Of(model, new Shape(1).Concat(input)).Layers[0].Output!.Value[1];
        var names = ImageSets.Info(configuration)?.ClassNames;
        return new(configuration.Model, input, names?.Count == classes ? names : [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
    }

    private static void CheckInput(RunConfiguration configuration, DataShape data, Module model, Shape expected)
    {
        Shape? output;
        try
        {
            output = ModelSummary.Of(model, new Shape(1).Concat(data.Input)).Layers[0].Output;
        }
        catch (ShapeException error)
        {
            throw new DataException($"{data.Name}: {configuration.Model} takes {expected}, and an example is {data.Input}{data.Advice(expected)}", error);
        }
        if (output is { Rank: > 1 } scores && scores[1] != data.ClassNames.Count)
            throw new DataException($"{data.Name}: has {data.ClassNames.Count} classes, and {configuration.Model} tells {scores[1]} apart");
    }

    // The options that a model asks for.
    private static IReadOnlySet<string> Known(string model, Dictionary<string, string> options)
    {
        var probe = new ModelOptions(options);
        ModelRegistry.Find(model)!.Create(probe);
        return probe.Asked;
    }

    private static Dictionary<string, string> Own(RunConfiguration configuration)
    {
        Dictionary<string, string> options = new(configuration.Options, StringComparer.OrdinalIgnoreCase);
        if (configuration.Bands is { } bands) options["bands"] = $"{bands}";
        if (configuration.Window is { } window) options["window"] = $"{window}";
        return options;
    }

    private static string[] Settled(RunConfiguration configuration) => IsScene(configuration) ? ["bands", "window", "classes"] : ["classes"];

    private static bool IsScene(RunConfiguration configuration) => Task(configuration) == ModelTask.Hyperspectral;

    /// <summary>The kind of data that a configuration's model takes.</summary>
    public static ModelTask Task(RunConfiguration configuration) => ModelRegistry.Find(configuration.Model)!.Task;
}
