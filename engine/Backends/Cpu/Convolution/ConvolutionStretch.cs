namespace NeuralCore.Backends;

/// <summary>Output positions of one image in a block of columns that runs through the positions of all images, end to end.</summary>
/// <param name="Image">Which image.</param>
/// <param name="First">The first position in it.</param>
/// <param name="Count">How many positions.</param>
internal readonly record struct ConvolutionStretch(nint Image, int First, int Count)
{
    /// <summary>The stretch that begins at column <paramref name="at"/> of a block of so many columns, itself beginning at <paramref name="start"/>.</summary>
    public static ConvolutionStretch Of(long start, int at, int columns, int positions)
    {
        var (image, first) = Math.DivRem(start + at, positions);
        return new((nint)image, (int)first, (int)Math.Min(positions - first, columns - at));
    }
}
