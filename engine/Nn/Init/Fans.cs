namespace NeuralCore.Nn.Init;

/// <summary>How many inputs one output of a weight [out, in, *kernel] depends on, and how many outputs one input reaches.</summary>
/// <param name="In">in · Π kernel.</param>
/// <param name="Out">out · Π kernel.</param>
public readonly record struct Fans(long In, long Out)
{
    /// <summary>The fans of a weight [out, in, *kernel].</summary>
    /// <exception cref="ShapeException">The weight has fewer than two dimensions.</exception>
    public static Fans Of(Shape weight) => weight.Rank >= 2
        ? new(weight.CountOf(1, weight.Rank), weight[0] * weight.CountOf(2, weight.Rank))
        : throw new ShapeException($"fan-in and fan-out are those of a weight [out, in, *kernel]; got {weight}");
}
