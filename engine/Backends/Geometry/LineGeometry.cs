namespace NeuralCore.Backends;

/// <summary>A tensor seen as [Outer, Length, Inner] around one dimension: what softmax, index selection and resampling work along.</summary>
/// <param name="Outer">The product of the extents before the dimension.</param>
/// <param name="Length">The extent of the dimension.</param>
/// <param name="Inner">The product of the extents after it.</param>
public readonly record struct LineGeometry(int Outer, int Length, int Inner)
{
    /// <summary>The view of a shape around a dimension (negative: from the end).</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public static LineGeometry Of(Shape shape, int dim)
    {
        var axis = shape.Axis(dim);
        return new(checked((int)shape.CountOf(0, axis)), shape[axis], checked((int)shape.CountOf(axis + 1, shape.Rank)));
    }
}
