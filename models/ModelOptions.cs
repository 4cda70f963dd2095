using System.Globalization;
using System.Text.Json;

namespace NeuralCore.Models;

/// <summary>A model's options by name, as the command line or a file gives them; what nobody asks for is a mistake.</summary>
public sealed class ModelOptions
{
    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _asked = [];

    /// <summary>Options from names and their values' texts.</summary>
    public ModelOptions(IEnumerable<KeyValuePair<string, string>>? values = null) =>
        _values = values is null ? [] : new(values, StringComparer.OrdinalIgnoreCase);

    /// <summary>A whole number.</summary>
    /// <exception cref="UsageException">The text is no whole number.</exception>
    public int Int(string name, int standard) => Parse(name, standard, (string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value), "a whole number");

    /// <summary>A number.</summary>
    /// <exception cref="UsageException">The text is no number.</exception>
    public double Double(string name, double standard) => Parse(name, standard, (string text, out double value) => double.TryParse(text, CultureInfo.InvariantCulture, out value), "a number");

    /// <summary>True or false.</summary>
    /// <exception cref="UsageException">The text is neither.</exception>
    public bool Bool(string name, bool standard) => Parse(name, standard, (string text, out bool value) => bool.TryParse(text, out value), "true or false");

    /// <summary>One of a few words.</summary>
    /// <exception cref="UsageException">The text is none of them; the message lists them.</exception>
    public string Word(string name, string standard, params string[] words)
    {
        return Parse(name, standard, Find, string.Join(" or ", words));

        bool Find(string text, out string value) => (value = Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase))!) is not null;
    }

    /// <summary>One of an enumeration's names, written as in <c>conv-shortcut</c>.</summary>
    /// <exception cref="UsageException">The text is none of them; the message lists them.</exception>
    public T Choice<T>(string name, T standard) where T : struct, Enum
    {
        var words = Array.ConvertAll(Enum.GetNames<T>(), JsonNamingPolicy.KebabCaseLower.ConvertName);
        return Enum.GetValues<T>()[Array.IndexOf(words, Word(name, words[Array.IndexOf(Enum.GetValues<T>(), standard)], words))];
    }

    /// <summary>The names that the model has asked for so far.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>Refuses options that the model has not asked for.</summary>
    /// <exception cref="UsageException">There is one; the message names it and those there are.</exception>
    public void ThrowIfUnknown(string model)
    {
        foreach (var name in _values.Keys)
            if (!_asked.Contains(name))
                throw new UsageException($"{model} has no option '{name}'; it has {string.Join(", ", _asked.Order())}");
    }

    private delegate bool TryParse<T>(string text, out T value);

    private T Parse<T>(string name, T standard, TryParse<T> parse, string expected)
    {
        _asked.Add(name);
        if (!_values.TryGetValue(name, out var text)) return standard;
        return parse(text, out var value) ? value : throw new UsageException($"option {name} is {expected}; got '{text}'");
    }
}
