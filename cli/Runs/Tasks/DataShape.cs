using NeuralCore.Models;

namespace NeuralCore.Cli.Runs;

/// <summary>What a network must know of the data: what an example looks like, and what the classes are.</summary>
/// <param name="Name">What messages call the data.</param>
/// <param name="Input">One example's shape without the batch.</param>
/// <param name="ClassNames">The names of the classes.</param>
internal sealed record DataShape(string Name, Shape Input, IReadOnlyList<string> ClassNames)
{
    /// <summary>The options of models that the data settle: classes; of images also channels and size.</summary>
    public IEnumerable<KeyValuePair<string, string>> Options(ModelTask task)
    {
        yield return new("classes", $"{ClassNames.Count}");
        if (task != ModelTask.Image) yield break;
        yield return new("channels", $"{Input[0]}");
        if (Input[1] == Input[2]) yield return new("size", $"{Input[1]}");
    }

    /// <summary>How such images are made into those that a model takes; nothing for what are no images.</summary>
    public string Advice(Shape expected)
    {
        if (expected.Rank != 3 || Input.Rank != 3) return "";
        List<string> steps = [];
        if (Input[0] != expected[0]) steps.Add($"--transform {(expected[0] == 1 ? "grey" : "rgb")}");
        if (Input[1..] != expected[1..]) steps.Add($"--transform resize:{expected[1]}:{expected[2]}");
        return steps.Count == 0 ? "" : $"; add {string.Join(' ', steps)}";
    }
}
