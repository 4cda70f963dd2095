namespace NeuralCore.Data.Imaging;

/// <summary>One step between an image as it was read and the model's input; its text, such as <c>crop:32:4</c>, is what <see cref="Transforms.Parse"/> reads.</summary>
public interface ITransform
{
    /// <summary>The changed image; the given one stays as it is.</summary>
    /// <param name="image">An image [C, H, W].</param>
    /// <param name="random">What a random step draws from; the others leave it alone.</param>
    /// <exception cref="ShapeException">The image's size or channels do not serve.</exception>
    Image Apply(Image image, Generator random);

    /// <summary>The step that takes this one's place when a model is scored: itself, unless it draws at random.</summary>
    ITransform WithoutChance() => this;
}
