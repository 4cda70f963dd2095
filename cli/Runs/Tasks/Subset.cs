using NeuralCore.Data;

namespace NeuralCore.Cli.Runs;

/// <summary>Some examples of a data set.</summary>
/// <param name="all">The data set.</param>
/// <param name="numbers">Their numbers in it.</param>
internal sealed class Subset(IDataset all, int[] numbers) : IDataset
{
    /// <inheritdoc/>
    public int Count => numbers.Length;

    /// <inheritdoc/>
    public Shape InputShape => all.InputShape;

    /// <inheritdoc/>
    public Shape TargetShape => all.TargetShape;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => all.ClassNames;

    /// <inheritdoc/>
    public void Read(int index, Generator random, Span<float> input, Span<long> target) => all.Read(numbers[index], random, input, target);
}
