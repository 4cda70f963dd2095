using System.CommandLine;

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
