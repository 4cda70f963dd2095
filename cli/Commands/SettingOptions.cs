using System.CommandLine;
using NeuralCore.Cli.Runs;

namespace NeuralCore.Cli.Commands;

/// <summary>Settings of a run as options of a command.</summary>
internal sealed class SettingOptions
{
    private readonly (Setting Setting, Option Option)[] _options;

    /// <summary>An option for each of the settings, and <c>--option NAME=VALUE</c> for those of the model.</summary>
    public SettingOptions(IEnumerable<Setting> settings) =>
        _options = [.. settings.Select(setting => (setting, Create(setting))), (Settings.Options, CommonOptions.ModelOption())];

    /// <summary>The options, to be put on a command.</summary>
    public IEnumerable<Option> All => _options.Select(pair => pair.Option);

    /// <summary>What the command line sets.</summary>
    public IReadOnlyList<Assignment> Given(ParseResult parsed) =>
    [
        .. _options.Where(pair => parsed.GetResult(pair.Option) is { Implicit: false })
            .Select(pair => new Assignment(pair.Setting, Texts(parsed, pair.Option), pair.Option.Name)),
    ];

    private static Option Create(Setting setting)
    {
        Option option = setting.Kind switch
        {
            SettingKind.Flag => new Option<bool>(setting.Option) { Description = setting.Description },
            SettingKind.Many => new Option<string[]>(setting.Option) { Description = setting.Description, HelpName = setting.Holds },
            _ => new Option<string?>(setting.Option) { Description = setting.Description, HelpName = setting.Holds },
        };
        if (setting.Kind == SettingKind.Flag) return option;
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && new Assignment(setting, [.. result.Tokens.Select(token => token.Value)], setting.Option).Mistake is { } mistake)
                result.AddError(mistake);
        });
        return option;
    }

    private static IReadOnlyList<string> Texts(ParseResult parsed, Option option) => option is Option<bool> flag
        ? [parsed.GetValue(flag) ? "true" : "false"]
        : [.. parsed.GetResult(option)!.Tokens.Select(token => token.Value)];
}
