using System.CommandLine;
using NeuralCore.Models;

namespace NeuralCore.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary><c>--device</c>.</summary>
    public static Option<string> Device(string standard = "auto") => new("--device")
    {
        Description = "Where to compute: reference, cpu or auto.",
        DefaultValueFactory = _ => standard,
        HelpName = "device",
    };

    /// <summary><c>--dtype</c>.</summary>
    public static Option<string> Type(string standard)
    {
        var option = new Option<string>("--dtype") { Description = "The floating type: float32 or float64.", DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong("float32", "float64");
        return option;
    }

    /// <summary><c>--threads</c>.</summary>
    public static Option<int?> Threads()
    {
        var option = new Option<int?>("--threads") { Description = "How many threads compute; the results do not depend on it." };
        option.AtLeast(1);
        return option;
    }

    /// <summary><c>--seed</c>.</summary>
    public static Option<ulong> Seed() => new("--seed") { Description = "The seed of every random number of the run.", DefaultValueFactory = _ => 1 };

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of text." };

    /// <summary><c>--option NAME=VALUE</c> of a model, any number of times.</summary>
    public static Option<string[]> ModelOption()
    {
        var option = new Option<string[]>("--option") { Description = "An option of the model, NAME=VALUE; may be given several times.", HelpName = "name=value" };
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

    /// <summary>The shape that <c>--input</c> names.</summary>
    /// <exception cref="UsageException">It is no list of positive numbers.</exception>
    public static Shape? ParseInput(string? text)
    {
        if (text is null) return null;
        var extents = text.Split(',').Select(part => int.TryParse(part, out var value) && value > 0 ? value : 0).ToArray();
        return extents.Length <= 5 && !extents.Contains(0) ? new Shape(extents) : throw new UsageException($"--input is a list such as 3,32,32; got '{text}'");
    }

    /// <summary>Sets the number of threads, if one was given.</summary>
    public static void UseThreads(int? count)
    {
        if (count is { } threads) NeuralCore.Threads.Count = threads;
    }

    /// <summary>The element type that <c>--dtype</c> names.</summary>
    public static ElementType ParseType(string name) => name == "float64" ? ElementType.Float64 : ElementType.Float32;

    /// <summary>Refuses a number below <paramref name="least"/>.</summary>
    public static void AtLeast(this Option<int?> option, int least) => option.Validators.Add(result =>
    {
        if (result.Errors.Any() || result.Tokens.Count == 0) return;
        if (int.TryParse(result.Tokens[0].Value, out var value) && value < least)
            result.AddError($"{option.Name} is at least {least}; got {value}");
    });
}
