namespace NeuralCore.Data;

/// <summary>Examples by number, each written straight into its row of a batch: images, patches of a scene, scenes with masks.</summary>
/// <remarks>Reading has no state: several threads may read at once, and the same number with the same generator gives the same example.</remarks>
public interface IDataset
{
    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>One example's shape without the batch, such as [C, H, W].</summary>
    Shape InputShape { get; }

    /// <summary>One target's shape: [] for a class, [H, W] for a class per pixel.</summary>
    Shape TargetShape { get; }

    /// <summary>The names of the classes, in the order of the targets 0, 1, ….</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Writes an example and its target.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="random">What augmentation draws from: its state is a function of seed, epoch and number alone.</param>
    /// <param name="input">Where the example goes, row-major; it holds another example's values until every one is overwritten.</param>
    /// <param name="target">Where the class goes, or the class of each pixel.</param>
    /// <exception cref="DataException">The example cannot be read; the message names its file.</exception>
    void Read(int index, Generator random, Span<float> input, Span<long> target);
}
