namespace NeuralCore.Backends.Gpu;

/// <summary>How x [A, G, B] is shared out for a reduction to [G]: the [A, B] elements of one g are a line that is cut into parts.</summary>
/// <remarks>Parts and their borders follow from the extents alone, so that sums have the same bits on every run.</remarks>
internal readonly struct GroupLayout
{
    // A part keeps every thread of a group at work for a while; so many groups fill a large device.
    private const int LeastPart = 4096, ManyGroups = 1024;

    /// <summary>The most parts of a g: a thread each when they are merged.</summary>
    public const int MostParts = ITeam.Threads;

    /// <summary>G.</summary>
    public readonly int G;

    /// <summary>The parts of one g.</summary>
    public readonly int Parts;

    private readonly int _b, _count, _part, _step, _stepA, _stepB;

    public GroupLayout(int a, int g, int b)
    {
        (G, _b, _count) = (g, Math.Max(1, b), a * b);
        Team = TeamSizes.For(g, b, _count);
        _step = Team is TeamSize.Whole ? Whole.Members : Team is TeamSize.Warp ? Warp.Members : Octet.Members;
        (_stepA, _stepB) = (_step / _b, _step % _b);
        var blocks = Team is TeamSize.Columns ? (g + Place<Columns>.Teams - 1) / Place<Columns>.Teams : Math.Max(1, g);
        var least = LeastPart * _step / ITeam.Threads;
        var parts = Team is TeamSize.Whole or TeamSize.Columns
            ? Math.Clamp(Math.Min((_count + least - 1) / least, (ManyGroups + blocks - 1) / blocks), 1, MostParts)
            : 1;
        var steps = (_count + _step - 1) / _step;
        _part = Math.Max(1, (steps + parts - 1) / parts) * _step;
        Parts = Math.Max(1, (_count + _part - 1) / _part);
    }

    /// <summary>How threads share a part.</summary>
    public TeamSize Team { get; }

    /// <summary>The way of one member of a team through a part of group <paramref name="g"/>.</summary>
    public GroupWalk Walk(int g, int part, int member)
    {
        var first = part * _part + member;
        var left = Math.Min(_part, _count - part * _part) - member;
        var a = first / _b;
        return new(a, first - a * _b, g, G, _b, _stepA, _stepB, (left + _step - 1) / _step);
    }
}
