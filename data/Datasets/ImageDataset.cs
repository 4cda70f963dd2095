using NeuralCore.Data.Imaging;

namespace NeuralCore.Data.Datasets;

/// <summary>Labelled images by number, as they lie in their files: of any size, not yet transformed.</summary>
/// <remarks>Reading has no state, so that several threads may read at once.</remarks>
public abstract class ImageDataset
{
    private protected ImageDataset(string name, IReadOnlyList<string> classNames, int[] labels) => (Name, ClassNames, Labels) = (name, classNames, labels);

    /// <summary>What messages and reports call it: a path, or the name of a generated set.</summary>
    public string Name { get; }

    /// <summary>The number of images.</summary>
    public int Count => Labels.Count;

    /// <summary>The names of the classes, in the order of the labels 0, 1, ….</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of each image.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>[C, H, W] where all images share it; null where each has its own.</summary>
    public virtual Shape? ImageShape => null;

    /// <summary>One image.</summary>
    /// <exception cref="DataException">It cannot be read or decoded; the message names its file.</exception>
    public abstract Image Load(int index);

    /// <summary>Where an image lies, for messages: its file, or its file and number in it.</summary>
    public abstract string Describe(int index);

    /// <summary>Divides the images at random, each class in proportion, as <see cref="NeuralCore.Data.Split.Stratified"/> does.</summary>
    /// <exception cref="UsageException">A ratio is out of its range.</exception>
    /// <exception cref="DataException">There are too few images of a class.</exception>
    public Split Split(double trainRatio, double validationRatio, Generator random) =>
        NeuralCore.Data.Split.Stratified(Name, Labels, ClassNames, trainRatio, validationRatio, random);
}
