namespace NeuralCore.Backends;

/// <summary>A reduction's dimensions, sorted into those that y keeps and those that are reduced, and how the work falls into parts.</summary>
/// <remarks>
/// Neighbours of one kind are merged, so that most reductions end as [kept, reduced] or [reduced, kept]. Which of the
/// two is innermost decides the kernel: <see cref="RowReduction{R, T, S, V}"/> or <see cref="ColumnReduction{R, T, V}"/>.
/// </remarks>
internal readonly struct ReducePlan
{
    // Enough parts that threads finish together, few enough that merging them costs nothing.
    private const int MostParts = 64;

    /// <summary>The plan for x reduced over the dimensions whose bit is set.</summary>
    public ReducePlan(Shape x, uint axes)
    {
        var (kept, reduced, step) = (default(Box), default(Box), 1L);
        for (var i = x.Rank - 1; i >= 0; i--)
        {
            if ((axes >> i & 1) != 0) reduced.Add(x[i], step);
            else kept.Add(x[i], step);
            step *= x[i];
        }
        (Kept, Reduced, Count) = (kept, reduced, x.Count);
    }

    /// <summary>The dimensions of y, with the steps of x.</summary>
    public Box Kept { get; }

    /// <summary>The dimensions that are reduced, with the steps of x.</summary>
    public Box Reduced { get; }

    /// <summary>The number of elements of x.</summary>
    public long Count { get; }

    /// <summary>Whether y's elements lie next to each other in x.</summary>
    public bool KeepsInnermost => Kept.Rank > 0 && Kept.Step(0).A == 1;

    /// <summary>Into how many pieces each sum is cut so that, with <paramref name="independent"/> sums side by side, there is work for all; each piece holds at least one of <paramref name="atoms"/>.</summary>
    public int Pieces(long independent, long atoms)
    {
        var parts = Math.Min(MostParts, Count / Chunks.Elements + 1);
        return (int)Math.Clamp((parts + independent - 1) / independent, 1, Math.Max(1, atoms));
    }
}
