namespace NeuralCore.Data;

/// <summary>The generator that an example's augmentation draws from: a function of seed, epoch and the example's number alone.</summary>
/// <remarks>
/// Each example of each epoch owns 2¹⁶ draws of the seed's augmentation stream, from (epoch · count + number) · 2¹⁶ on.
/// A stream has 2⁴⁸, so no two examples share one in 2³² readings, and whichever thread reads, the draws are the same.
/// </remarks>
internal readonly struct ExampleRandom(ulong seed, int epoch)
{
    private const int BitsOfDraws = 16, BitsOfExamples = 32;

    /// <summary>Refuses an epoch whose examples would no longer have draws of their own.</summary>
    /// <exception cref="UsageException">There were 2³² examples before its end.</exception>
    public static void Check(int count, int epoch)
    {
        if ((epoch + 1L) * count > 1L << BitsOfExamples)
            throw new UsageException($"epoch {epoch} of {count:n0} examples is beyond the {1L << BitsOfExamples:n0} readings that a seed has random numbers for; go on with another seed");
    }

    /// <summary>Reads one example with its generator.</summary>
    public void Read(IDataset dataset, int index, Span<float> input, Span<long> target)
    {
        var start = ((ulong)epoch * (ulong)dataset.Count + (ulong)index) << BitsOfDraws;
        var generator = new Generator(seed, Generator.Streams.Augment, start);
        dataset.Read(index, generator, input, target);
        if (generator.Offset - start > 1UL << BitsOfDraws)
            throw new UsageException($"{dataset.GetType().Name} drew {generator.Offset - start:n0} times for example {index}; an example has {1 << BitsOfDraws:n0} draws of its own, so fill a span with one draw instead");
    }
}
