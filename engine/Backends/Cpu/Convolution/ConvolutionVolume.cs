namespace NeuralCore.Backends;

/// <summary>One number for each of depth, height and width: what one, two or three spatial dimensions are lifted to.</summary>
internal readonly record struct ConvolutionVolume(int D, int H, int W)
{
    /// <summary>Lifts up to three numbers; a dimension that is not there gets <paramref name="absent"/>.</summary>
    public static ConvolutionVolume Of(Shape sizes, int absent = 1) => sizes.Rank switch
    {
        1 => new(absent, absent, sizes[0]),
        2 => new(absent, sizes[0], sizes[1]),
        _ => new(sizes[0], sizes[1], sizes[2]),
    };

    /// <summary>D · H · W.</summary>
    public int Count => D * H * W;
}
