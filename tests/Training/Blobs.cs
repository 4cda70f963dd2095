using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>Random examples with random labels: nothing to generalize from, so that only memory can learn them.</summary>
internal static class Blobs
{
    public static Batch Draw(int count, ulong seed, Device device)
    {
        var generator = new Generator(seed, Generator.Streams.Data);
        var labels = new long[count];
        for (var i = 0; i < count; i++) labels[i] = generator.NextInt(4);
        return new(Tensor.Normal([count, 8], generator, device: device), Tensor.From(labels, [count], device));
    }

    /// <summary>Three batches for each epoch, other ones each time.</summary>
    public static IEnumerable<Batch> Epoch(int epoch, Device device) =>
        Enumerable.Range(0, 3).Select(i => Draw(16, (ulong)(10 * epoch + i), device));
}
