namespace NeuralCore.Backends;

/// <summary>Segments: the longest stretches of x [A, G, B] in which statistics and weight stay the same, one after another in memory.</summary>
/// <remarks>Batch norm has one to each (n, c) of ΠS elements, group norm likewise; layer norm's have one element.</remarks>
internal static class NormSegments
{
    /// <summary>The number of segments.</summary>
    public static long Segments(this in NormGeometry shape) => (long)shape.A * shape.G * shape.WeightsPerGroup;

    /// <summary>A segment's statistics g and its weight's number.</summary>
    public static (int Group, int Weight) Segment(this in NormGeometry shape, long segment)
    {
        var (row, place) = Math.DivRem(segment, shape.WeightsPerGroup);
        var group = (int)(row % shape.G);
        return (group, group % shape.WeightGroups * shape.WeightsPerGroup + (int)place);
    }
}
