namespace NeuralCore.Data.Imaging;

/// <summary>Colour to one plane of luma, y = 0.299·R + 0.587·G + 0.114·B (ITU-R BT.601, as PIL's mode L); grey stays. Text: <c>grey</c>.</summary>
public sealed record Grey : ITransform
{
    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        if (image.Channels == 1) return image;
        if (image.Channels != 3) throw new ShapeException($"grey takes an image of 1 or 3 channels; got {image.Shape}");
        var red = image.Plane(0);
        var green = image.Plane(1);
        var blue = image.Plane(2);
        var values = new float[red.Length];
        for (var i = 0; i < values.Length; i++) values[i] = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
        return new Image(1, image.Height, image.Width, values);
    }

    /// <inheritdoc/>
    public override string ToString() => "grey";
}
