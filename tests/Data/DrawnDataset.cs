using NeuralCore.Data;

namespace NeuralCore.Tests.Data;

/// <summary>Examples that are drawn: the number itself, then what augmentation draws; it counts its readings and can fail or wait on the way.</summary>
internal sealed class DrawnDataset(int count) : IDataset
{
    private int _readings;

    public int Count => count;

    public Shape InputShape => [3, 2];

    public Shape TargetShape => Shape.Scalar;

    public IReadOnlyList<string> ClassNames => ["even", "odd"];

    /// <summary>Called with the number of each example before it is read.</summary>
    public Action<int>? Reading { get; init; }

    /// <summary>How many examples were read.</summary>
    public int Readings => Volatile.Read(ref _readings);

    public void Read(int index, Generator random, Span<float> input, Span<long> target)
    {
        Reading?.Invoke(index);
        input[0] = index;
        for (var i = 1; i < input.Length; i++) input[i] = (float)random.NextDouble();
        target[0] = index % 2;
        Interlocked.Increment(ref _readings);
    }
}
