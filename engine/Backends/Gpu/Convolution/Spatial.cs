namespace NeuralCore.Backends.Gpu;

/// <summary>Three spatial numbers; planes have the first 1 or 0, lines the first two.</summary>
internal readonly record struct Spatial(int D, int H, int W)
{
    /// <summary>D · H · W.</summary>
    public int Count => D * H * W;

    /// <summary>The last three numbers of a shape of at most three, filled up in front.</summary>
    public static Spatial Of(Shape shape, int fill) =>
        new(shape.Rank > 2 ? shape[^3] : fill, shape.Rank > 1 ? shape[^2] : fill, shape[^1]);
}
