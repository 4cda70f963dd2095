namespace NeuralCore.Backends.Gpu;

/// <summary>A reduction's dimensions, and how it falls into groups and pieces; from the shape alone.</summary>
internal readonly struct ReductionPlan
{
    // Enough groups for a large device; a piece that is not worth a group's start is not cut off.
    private const int EnoughGroups = 512, LeastSteps = 16;

    // Accumulators of 32 elements are added up, 32 at most: beyond that rounding errors would grow.
    private const int MostSteps = 1024;

    /// <summary>The plan for x reduced over the dimensions whose bit is set.</summary>
    public ReductionPlan(Shape x, uint axes, int mostPieces = Groups.MostYZ)
    {
        var (kept, reduced, step) = (default(Box), default(Box), 1L);
        for (var i = x.Rank - 1; i >= 0; i--)
        {
            if ((axes >> i & 1) != 0) reduced.Add(x[i], step);
            else kept.Add(x[i], step);
            step *= x[i];
        }
        (Kept, Reduced) = (kept, reduced);
        (Results, Length) = ((int)kept.Count, (int)reduced.Count);
        Lanes = new(Results, Length, keepsInnermost: kept.Rank > 0 && kept.Step(0).A == 1);
        ResultGroups = (Results + Lanes.Results - 1) / Lanes.Results;
        var steps = (Length + Lanes.Lines - 1) / Lanes.Lines;
        var wanted = Math.Min((EnoughGroups + ResultGroups - 1) / Math.Max(1, ResultGroups), steps / LeastSteps);
        var pieces = Math.Clamp(Math.Max(wanted, (steps + MostSteps - 1) / MostSteps), 1, mostPieces);
        var each = Math.Max(1, (steps + pieces - 1) / pieces);
        (Pieces, Piece) = (Math.Max(1, (steps + each - 1) / each), each * Lanes.Lines);
    }

    /// <summary>The dimensions of y, with the steps of x.</summary>
    public Box Kept { get; }

    /// <summary>The dimensions that are reduced, with the steps of x.</summary>
    public Box Reduced { get; }

    /// <summary>The number of results.</summary>
    public int Results { get; }

    /// <summary>The elements of a result.</summary>
    public int Length { get; }

    /// <summary>How the threads of a group share the work.</summary>
    public ReductionLanes Lanes { get; }

    /// <summary>The groups that take all results once.</summary>
    public int ResultGroups { get; }

    /// <summary>The pieces of each result, made by different groups.</summary>
    public int Pieces { get; }

    /// <summary>The elements of a piece.</summary>
    public int Piece { get; }
}
