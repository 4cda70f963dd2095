namespace NeuralCore.Cli.Runs;

/// <summary><c>--limit</c>: a part of the training examples, for trying things out.</summary>
internal static class Limit
{
    /// <summary>As many of the numbers as the configuration allows, drawn by its seed, in their order.</summary>
    public static int[] Apply(RunConfiguration configuration, int[] numbers)
    {
        if (configuration.Limit is not { } limit || limit >= numbers.Length) return numbers;
        int[] shuffled = [.. numbers];
        // Far from the draws that divide the data.
        new Generator(configuration.Seed, Generator.Streams.Data, 1UL << 40).Shuffle(shuffled.AsSpan());
        return [.. shuffled[..limit].Order()];
    }
}
