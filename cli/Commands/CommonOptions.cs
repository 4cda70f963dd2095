using System.CommandLine;
using NeuralCore.Models;
using NeuralCore.Nn;

namespace NeuralCore.Cli.Commands;

/// <summary>Options that several commands share, and what their texts stand for.</summary>
internal static class CommonOptions
{
    /// <summary>What <c>--device</c> takes.</summary>
    public const string Devices = "reference, cpu, cuda[:n], opencl[:n], ptx or auto";

    /// <summary>The model's name.</summary>
    public static Argument<string> Model() => new("model")
    {
        Description = "The model: " + string.Join(", ", ModelRegistry.All.Select(model => model.Name)) + ".",
    };

    /// <summary><c>--device</c>.</summary>
    public static Option<string> Device(string standard = "auto") => new("--device")
    {
        Description = $"Where to compute: {Devices}.",
        DefaultValueFactory = _ => standard,
        HelpName = "device",
    };

    /// <summary><c>--dtype</c>.</summary>
    public static Option<string?> Type() => CheckedOptions.Word("--dtype", "The floating type (float64; on a GPU float32).", null, "float32", "float64");

    /// <summary><c>--threads</c>.</summary>
    public static Option<int?> Threads() =>
        CheckedOptions.Whole("--threads", "How many threads compute (one per core); the results do not depend on it.", 1);

    /// <summary><c>--seed</c>.</summary>
    public static Option<ulong> Seed() => CheckedOptions.Seed("--seed", "The seed of every random number of the run.", 1);

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of text." };

    /// <summary><c>--option NAME=VALUE</c> of a model, any number of times.</summary>
    public static Option<string[]> ModelOption()
    {
        var option = new Option<string[]>("--option") { Description = "An option of the model, such as squeeze=true; may be given several times.", HelpName = "name=value" };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.IndexOf('=') <= 0) result.AddError($"--option is NAME=VALUE; got '{token.Value}'");
        });
        return option;
    }

    /// <summary><c>--input C,H,W</c>: one example's shape without the batch.</summary>
    public static Option<string?> Input() => new("--input") { Description = "One example's shape without the batch, such as 3,32,32.", HelpName = "C,H,W" };

    /// <summary>The names and values of <c>--option</c>.</summary>
    public static Dictionary<string, string> ParseOptions(string[]? values) =>
        (values ?? []).Select(value => value.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(g => g.Key, g => g.Last()[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The model of a name, with its options.</summary>
    /// <exception cref="UsageException">There is no such model.</exception>
    public static (ModelInfo Info, ModelOptions Options) ParseModel(string name, string[]? options)
    {
        var info = ModelRegistry.Find(name)
            ?? throw new UsageException($"unknown model '{name}'{Nearest.Suggestion(name, ModelRegistry.All.Select(m => m.Name))}");
        return (info, new ModelOptions(ParseOptions(options)));
    }

    /// <summary>The device of a name.</summary>
    /// <exception cref="UsageException">There is no such device, or it computes nothing.</exception>
    /// <exception cref="DeviceException">It is a device's name, but none is here.</exception>
    public static Device ParseDevice(string name) => name != NeuralCore.Device.Meta.Name
        ? NeuralCore.Device.Parse(name)
        : throw new UsageException($"the meta device holds shapes and no values, so that nothing can be computed on it; expected {Devices}");

    /// <summary>The shape that <c>--input</c> names.</summary>
    /// <exception cref="UsageException">It is no list of positive numbers.</exception>
    public static Shape? ParseInput(string? text)
    {
        if (text is null) return null;
        var extents = text.Split(',').Select(part => int.TryParse(part, out var value) && value > 0 ? value : 0).ToArray();
        return extents.Length <= 5 && !extents.Contains(0) ? new Shape(extents) : throw new UsageException($"--input is a list such as 3,32,32; got '{text}'");
    }

    /// <summary>A model's layers for one example of a shape, and the model.</summary>
    /// <exception cref="UsageException">An option is impossible, or the model does not take such an input.</exception>
    public static (Module Model, ModelSummary Summary) Summarize(ModelInfo info, ModelOptions options, Shape input)
    {
        try
        {
            var model = ModelRegistry.Create(info.Name, options);
            return (model, ModelSummary.Of(model, new Shape(1).Concat(input)));
        }
        catch (OverflowException error)
        {
            throw new UsageException($"{info.Name} for an input of {input} has more numbers than can be counted; expected smaller sizes", error);
        }
        catch (ShapeException error)
        {
            throw new UsageException($"{info.Name} with these options takes {info.Input(options)}, not the --input {input}: {error.Message}", error);
        }
    }

    /// <summary>Sets the number of threads, if one was given.</summary>
    public static void UseThreads(int? count)
    {
        if (count is { } threads) NeuralCore.Threads.Count = threads;
    }

    /// <summary>The element type that <c>--dtype</c> names, or the one to compare a device in: a GPU's floats are what is used of it.</summary>
    public static ElementType ParseType(string? name, Device device) => name switch
    {
        "float32" => ElementType.Float32,
        "float64" => ElementType.Float64,
        _ => device == NeuralCore.Device.Cpu || device == NeuralCore.Device.Reference ? ElementType.Float64 : ElementType.Float32,
    };
}
