using System.Globalization;

namespace NeuralCore.Data.Imaging;

/// <summary>Swaps left and right with a probability. Text: <c>flip</c> or <c>flip:PROBABILITY</c>.</summary>
/// <param name="Probability">How often, from 0 to 1.</param>
public sealed record HorizontalFlip(double Probability = 0.5) : ITransform
{
    /// <inheritdoc/>
    public Image Apply(Image image, Generator random)
    {
        if (random.NextDouble() >= Probability) return image;
        var values = (float[])image.Values.Clone();
        for (var at = 0; at < values.Length; at += image.Width) values.AsSpan(at, image.Width).Reverse();
        return new Image(image.Channels, image.Height, image.Width, values);
    }

    /// <summary>The image as it is.</summary>
    public ITransform WithoutChance() => Compose.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Probability == 0.5 ? "flip" : string.Create(CultureInfo.InvariantCulture, $"flip:{Probability}");
}
