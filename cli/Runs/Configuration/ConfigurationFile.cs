using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NeuralCore.Cli.Runs;

/// <summary>Settings from a YAML file, or from a run's <c>config.json</c>, since JSON is YAML.</summary>
internal static class ConfigurationFile
{
    /// <summary>What a file sets, in its order.</summary>
    /// <exception cref="DataException">The file cannot be read or is no YAML, a key is unknown or stands twice, or a value is not what its key expects; the message names the line.</exception>
    public static IReadOnlyList<Assignment> Read(string path)
    {
        var root = Parse(path) as YamlMappingNode ?? throw new DataException($"{path}: holds no settings; expected lines such as epochs: 10");
        return [.. root.Children.Select(pair => Read(path, pair.Key, pair.Value))];
    }

    private static YamlNode? Parse(string path)
    {
        try
        {
            using var text = new StringReader(File.ReadAllText(path));
            var stream = new YamlStream();
            stream.Load(text);
            return stream.Documents is [var document] ? document.RootNode : null;
        }
        catch (YamlException error)
        {
            throw new DataException($"{path}, line {error.Start.Line}: this is no YAML: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: cannot be read as a configuration: {error.Message}", error);
        }
    }

    private static Assignment Read(string path, YamlNode key, YamlNode value)
    {
        var name = (key as YamlScalarNode)?.Value ?? "";
        var setting = Settings.Find(name)
            ?? throw new DataException($"{path}, line {key.Start.Line}: there is no setting '{name}'{Nearest.Suggestion(name, Settings.All.Select(s => s.Name))}");
        var place = $"{path}, line {key.Start.Line}: {name}";
        var texts = Texts(setting.Kind, value) ?? throw new DataException($"{place} is {Form(setting)}; got {Kind(value)}");
        var assignment = new Assignment(setting, texts, place);
        return assignment.Mistake is { } mistake ? throw new DataException(mistake) : assignment;
    }

    private static IReadOnlyList<string>? Texts(SettingKind kind, YamlNode value) => (kind, value) switch
    {
        (SettingKind.Pairs, YamlMappingNode map) when map.Children.All(pair => pair is { Key: YamlScalarNode, Value: YamlScalarNode }) =>
            [.. map.Children.Select(pair => $"{((YamlScalarNode)pair.Key).Value}={((YamlScalarNode)pair.Value).Value}")],
        (SettingKind.Pairs, YamlScalarNode scalar) when IsNull(scalar) => [],
        (SettingKind.Pairs, _) => null,
        (SettingKind.Many, YamlSequenceNode list) when list.Children.All(item => item is YamlScalarNode) =>
            [.. list.Children.Select(item => ((YamlScalarNode)item).Value!)],
        (_, YamlScalarNode scalar) => [IsNull(scalar) ? Setting.None : scalar.Value!],
        _ => null,
    };

    private static string Form(Setting setting) => setting.Kind switch
    {
        SettingKind.Pairs => "a mapping of names to values",
        SettingKind.Many => $"a list, each item {setting.Expected}",
        _ => setting.Expected,
    };

    private static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "a mapping",
        YamlSequenceNode => "a list",
        _ => $"'{node}'",
    };

    private static bool IsNull(YamlScalarNode scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";
}
