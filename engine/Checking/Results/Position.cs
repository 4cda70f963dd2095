namespace NeuralCore.Checking;

/// <summary>An element's place in a tensor: its number in row-major order, and its coordinates.</summary>
/// <param name="Flat">The number in row-major order.</param>
/// <param name="Shape">The tensor's shape.</param>
public readonly record struct Position(long Flat, Shape Shape)
{
    /// <summary>The coordinate in each dimension.</summary>
    public int[] Coordinates
    {
        get
        {
            var coordinates = new int[Shape.Rank];
            var rest = Flat;
            for (var d = Shape.Rank - 1; d >= 0; d--) (rest, coordinates[d]) = (rest / Shape[d], (int)(rest % Shape[d]));
            return coordinates;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Coordinates)}]";
}
