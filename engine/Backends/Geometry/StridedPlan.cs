namespace NeuralCore.Backends;

/// <summary>In which order a strided copy walks its box: along the target's memory, so that writes are sequential.</summary>
internal static class StridedPlan
{
    /// <summary>The box of a strided copy (operand A is the source, B the target), its dimensions ordered by the target's step.</summary>
    public static Box Box(in StridedGeometry geometry)
    {
        Span<int> order = stackalloc int[geometry.Extents.Rank];
        Order(geometry, order);
        var box = default(Box);
        foreach (var dim in order) box.Add(geometry.Extents[dim], geometry.SourceStrides[dim], geometry.TargetStrides[dim]);
        return box;
    }

    /// <summary>Whether two positions of the box may be one element of the target, so that their order matters and parts could race.</summary>
    public static bool TargetMayOverlap(in StridedGeometry geometry)
    {
        Span<int> order = stackalloc int[geometry.Extents.Rank];
        Order(geometry, order);
        var reach = 0L;
        foreach (var dim in order)
        {
            var (extent, step) = (geometry.Extents[dim], Math.Abs(geometry.TargetStrides[dim]));
            if (extent <= 1) continue;
            if (step <= reach) return true;
            reach += (extent - 1) * step;
        }
        return false;
    }

    // Insertion sort by the target's step, ascending; among equal ones the later dimension is the inner one.
    private static void Order(in StridedGeometry geometry, Span<int> order)
    {
        var n = 0;
        for (var dim = order.Length - 1; dim >= 0; dim--)
        {
            var at = n++;
            for (; at > 0 && Math.Abs(geometry.TargetStrides[order[at - 1]]) > Math.Abs(geometry.TargetStrides[dim]); at--)
                order[at] = order[at - 1];
            order[at] = dim;
        }
    }
}
