using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>Which examples train, validate and test, as a run folder keeps it.</summary>
internal static class SavedSplit
{
    /// <summary>The tensor's name of a part.</summary>
    public static string NameOf(string part) => "split." + part;

    /// <summary>The three parts as tensors.</summary>
    public static IEnumerable<KeyValuePair<string, HostTensor>> Tensors(int[] train, int[] validation, int[] test) =>
        new[] { ("train", train), ("validation", validation), ("test", test) }
            .Select(part => new KeyValuePair<string, HostTensor>(NameOf(part.Item1), HostTensor.Of([part.Item2.Length], part.Item2)));

    /// <summary>One part again.</summary>
    /// <exception cref="DataException">There is no such part, or one of its numbers is of no example there.</exception>
    public static int[] Part(IReadOnlyDictionary<string, HostTensor> tensors, string file, string name, Func<int, bool> exists, string otherwise)
    {
        if (!tensors.TryGetValue(NameOf(name), out var tensor))
            throw new DataException($"{file}: holds no 'split.{name}'; there are {string.Join(", ", tensors.Keys)}");
        var numbers = tensor.ToArray<int>();
        return Array.TrueForAll(numbers, number => exists(number)) ? numbers : throw new DataException($"{file}: 'split.{name}' {otherwise}");
    }
}
