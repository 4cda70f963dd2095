using System.Globalization;

namespace NeuralCore.Cli.Runs;

/// <summary>How many texts a setting takes.</summary>
internal enum SettingKind
{
    /// <summary>One.</summary>
    One,
    /// <summary>True or false; as an option it stands alone.</summary>
    Flag,
    /// <summary>A list: an option that may be given several times.</summary>
    Many,
    /// <summary>NAME=VALUE, any number of times; in a file a mapping.</summary>
    Pairs,
}

/// <summary>One thing that can be set about a run: its name and meaning, and how a text becomes a value.</summary>
/// <param name="Name">The key in a file, in camel case; the long option is the same in kebab case.</param>
/// <param name="Description">What it means, for <c>--help</c>.</param>
/// <param name="Holds">What stands for a value in <c>--help</c>.</param>
/// <param name="Expected">What a text must be, for messages.</param>
/// <param name="Kind">How many texts it takes.</param>
/// <param name="Apply">The configuration with these texts; null where they are not what is expected.</param>
internal sealed record Setting(
    string Name, string Description, string Holds, string Expected, SettingKind Kind, Func<RunConfiguration, IReadOnlyList<string>, RunConfiguration?> Apply)
{
    /// <summary>What stands for no value at all.</summary>
    public const string None = "none";

    /// <summary>The long option.</summary>
    public string Option { get; } = "--" + string.Concat(Name.Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public static Setting Whole(string name, string description, int least, Func<RunConfiguration, int, RunConfiguration> set, bool odd = false) =>
        One(name, description, "n", $"{(odd ? "an odd" : "a whole")} number of at least {least}", (configuration, text) =>
            int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && (!odd || value % 2 == 1) ? set(configuration, value) : null);

    /// <summary>A number for which <paramref name="holds"/> is true.</summary>
    public static Setting Real(string name, string description, Func<double, bool> holds, string expected, Func<RunConfiguration, double, RunConfiguration> set) =>
        One(name, description, "x", expected, (configuration, text) =>
            double.TryParse(text, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && holds(value) ? set(configuration, value) : null);

    /// <summary>A seed.</summary>
    public static Setting Seed(string name, string description, Func<RunConfiguration, ulong, RunConfiguration> set) =>
        One(name, description, "n", "a whole number from 0 to 2⁶⁴ − 1", (configuration, text) =>
            ulong.TryParse(text, CultureInfo.InvariantCulture, out var value) ? set(configuration, value) : null);

    /// <summary>One of a few words.</summary>
    public static Setting Word(string name, string description, IReadOnlyList<string> words, Func<RunConfiguration, string, RunConfiguration> set) =>
        One(name, description, string.Join('|', words), string.Join(" or ", words), (configuration, text) => words.Contains(text) ? set(configuration, text) : null);

    /// <summary>A name: of a file, a folder, a variable.</summary>
    public static Setting Text(string name, string description, string kind, Func<RunConfiguration, string, RunConfiguration> set) =>
        One(name, description, kind, $"the name of a {kind}", (configuration, text) => string.IsNullOrWhiteSpace(text) ? null : set(configuration, text));

    /// <summary>True or false.</summary>
    public static Setting Flag(string name, string description, Func<RunConfiguration, bool, RunConfiguration> set) =>
        One(name, description, "true|false", "true or false", (configuration, text) => bool.TryParse(text, out var value) ? set(configuration, value) : null) with { Kind = SettingKind.Flag };

    /// <summary>A list of texts; <c>none</c> alone empties it.</summary>
    public static Setting Many(string name, string description, string kind, Func<RunConfiguration, IReadOnlyList<string>, RunConfiguration?> set, string expected) =>
        new(name, description, kind, expected, SettingKind.Many, (configuration, texts) => set(configuration, texts is [None] ? [] : texts));

    /// <summary>Names and values, added to those there are.</summary>
    public static Setting Pairs(string name, string description, Func<RunConfiguration, IReadOnlyDictionary<string, string>, RunConfiguration> set) =>
        new(name, description, "name=value", "NAME=VALUE", SettingKind.Pairs, (configuration, texts) => texts.All(text => text.IndexOf('=') > 0)
            ? set(configuration, texts.Select(text => text.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(g => g.Key, g => g.Last()[1], StringComparer.OrdinalIgnoreCase))
            : null);

    /// <summary>The same, where <c>none</c> takes the value away.</summary>
    public Setting OrNone(Func<RunConfiguration, RunConfiguration> clear) => this with
    {
        Expected = Expected + ", or none",
        Apply = (configuration, texts) => texts is [None] ? clear(configuration) : Apply(configuration, texts),
    };

    private static Setting One(string name, string description, string holds, string expected, Func<RunConfiguration, string, RunConfiguration?> apply) =>
        new(name, description, holds, expected, SettingKind.One, (configuration, texts) => texts is [var text] ? apply(configuration, text) : null);
}
