namespace NeuralCore.Data.Imaging;

/// <summary>Grey to three equal planes, so that a model of colour images takes it; colour stays. Text: <c>rgb</c>.</summary>
public sealed record Rgb : ITransform
{
    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        if (image.Channels == 3) return image;
        if (image.Channels != 1) throw new ShapeException($"rgb takes an image of 1 or 3 channels; got {image.Shape}");
        return new Image(3, image.Height, image.Width, [.. image.Values, .. image.Values, .. image.Values]);
    }

    /// <inheritdoc/>
    public override string ToString() => "rgb";
}
