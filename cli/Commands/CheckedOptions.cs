using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NeuralCore.Cli.Commands;

/// <summary>Options whose text is read and judged in one place, so that every mistake is told in one sentence.</summary>
internal static class CheckedOptions
{
    /// <summary>A whole number of at least <paramref name="least"/>, null where none is given.</summary>
    public static Option<int?> Whole(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "n",
        CustomParser = result => Read<int>(result, int.TryParse, value => value >= least, $"a whole number of at least {least}"),
    };

    /// <summary>An odd whole number of at least <paramref name="least"/>, null where none is given.</summary>
    public static Option<int?> Odd(string name, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "n",
        CustomParser = result => Read<int>(result, int.TryParse, value => value >= least && value % 2 == 1, $"an odd number of at least {least}"),
    };

    /// <summary>A number for which <paramref name="holds"/> is true.</summary>
    public static Option<double> Real(string name, string description, double standard, Func<double, bool> holds, string expected) => new(name)
    {
        Description = description,
        HelpName = "x",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read<double>(result, double.TryParse, value => double.IsFinite(value) && holds(value), expected) ?? standard,
    };

    /// <summary>A seed.</summary>
    public static Option<ulong> Seed(string name, string description, ulong standard) => new(name)
    {
        Description = description,
        HelpName = "n",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Read<ulong>(result, ulong.TryParse, _ => true, "a whole number from 0 to 2⁶⁴ − 1") ?? standard,
    };

    /// <summary>One of a few words; null where none is given and there is no standard.</summary>
    public static Option<string?> Word(string name, string description, string? standard, params string[] words)
    {
        var option = new Option<string?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (!words.Contains(text)) result.AddError($"{name} is {string.Join(" or ", words)}; got '{text}'");
                return text;
            },
        };
        if (standard is not null) option.DefaultValueFactory = _ => standard;
        return option;
    }

    /// <summary>A file, a folder or a name in one; null where none is given.</summary>
    public static Option<string?> Name(string name, string description, string kind, string? standard = null)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = kind };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && string.IsNullOrWhiteSpace(text)) result.AddError($"{name} is the name of a {kind}; got an empty one");
        });
        if (standard is not null) option.DefaultValueFactory = _ => standard;
        return option;
    }

    private delegate bool TryParse<T>(string text, IFormatProvider culture, out T value);

    private static T? Read<T>(ArgumentResult result, TryParse<T> parse, Func<T, bool> holds, string expected) where T : struct
    {
        var text = result.Tokens[0].Value;
        if (parse(text, CultureInfo.InvariantCulture, out var value) && holds(value)) return value;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is {expected}; got '{text}'");
        return null;
    }
}
