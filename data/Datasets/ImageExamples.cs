using NeuralCore.Data.Imaging;

namespace NeuralCore.Data.Datasets;

/// <summary>Some images of a set, transformed into a model's input, as the examples that a loader takes.</summary>
/// <param name="images">The set.</param>
/// <param name="which">The numbers of the images in it, in the order of the examples; null for all.</param>
/// <param name="transform">The way from a file's image to the input; the last step, to the batch's row, is a copy of its planes.</param>
/// <param name="input">The model's input [C, H, W].</param>
public sealed class ImageExamples(ImageDataset images, IReadOnlyList<int>? which, ITransform transform, Shape input) : IDataset
{
    /// <summary>The set that the examples are of.</summary>
    public ImageDataset Images => images;

    /// <inheritdoc/>
    public int Count => which?.Count ?? images.Count;

    /// <inheritdoc/>
    public Shape InputShape => input;

    /// <inheritdoc/>
    public Shape TargetShape => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => images.ClassNames;

    /// <summary>The number in the set of an example's image.</summary>
    public int ImageOf(int index) => which?[index] ?? index;

    /// <inheritdoc/>
    public void Read(int index, Generator random, Span<float> input, Span<long> target)
    {
        var number = ImageOf(index);
        Transform(number, random).Values.CopyTo(input);
        target[0] = images.Labels[number];
    }

    private Image Transform(int number, Generator random)
    {
        var image = images.Load(number);
        Image result;
        try
        {
            result = transform.Apply(image, random);
        }
        catch (ShapeException error)
        {
            throw new DataException($"{images.Describe(number)}: {error.Message}", error);
        }
        return result.Shape == InputShape ? result : throw new DataException($"{images.Describe(number)}: {Misfit(image, result)}");
    }

    private string Misfit(Image image, Image result)
    {
        var (channels, height, width) = (InputShape[0], InputShape[1], InputShape[2]);
        var changed = result.Shape == image.Shape ? "" : $", {result.Channels}×{result.Height}×{result.Width} after {transform}";
        List<string> advice = [];
        if (result.Channels != channels) advice.Add(channels == 1 ? "grey" : "rgb");
        if ((result.Height, result.Width) != (height, width)) advice.Add($"resize:{height}:{width}");
        return $"the image has {image.Channels} channel{(image.Channels == 1 ? "" : "s")} and {image.Height}×{image.Width} pixels{changed}; "
            + $"the model expects {channels}×{height}×{width}: add the transform {string.Join(',', advice)}";
    }
}
