namespace NeuralCore.Backends.Gpu;

/// <summary>x [A, G, B] as lines whose elements share their statistics, for passes over all elements without a division at each.</summary>
/// <remarks>
/// Three kinds: a column of [A, G] where B is 1; a segment that shares its weight as well; and, where every element of
/// a g has a weight of its own, the g's row, along which the weights go.
/// </remarks>
internal readonly struct NormLines
{
    // So many elements of a line are a thread's, at most.
    private const int MostElements = 16;

    /// <summary>The number of lines.</summary>
    public readonly int Count;

    /// <summary>The elements of a line.</summary>
    public readonly int Length;

    /// <summary>From one element of a line to the next.</summary>
    public readonly int Step;

    /// <summary>From the weight of one element of a line to that of the next: 0 or 1.</summary>
    public readonly int WeightStep;

    private readonly int _first, _perGroup, _groups, _weightGroups, _weightsPerGroup;

    public NormLines(in NormGeometry geometry)
    {
        var columns = geometry.B == 1;
        (WeightStep, _perGroup) = geometry.WeightRun > 1 || columns ? (0, geometry.WeightsPerGroup) : (1, 1);
        (_groups, _weightGroups, _weightsPerGroup) = (geometry.G, geometry.WeightGroups, geometry.WeightsPerGroup);
        (Length, Step) = columns ? (geometry.A, geometry.G) : (geometry.B / _perGroup, 1);
        Count = columns ? geometry.G : geometry.A * geometry.G * _perGroup;
        _first = columns ? 1 : Length;
        Team = TeamSizes.For(Step, columns ? 1 : geometry.B, Length);
    }

    /// <summary>How threads share a line.</summary>
    public TeamSize Team { get; }

    /// <summary>Groups of teams of so many members for all elements: lines along x, tiles of a line along y.</summary>
    public Groups Groups(int members) =>
        new((Count - 1) / (ITeam.Threads / members) + 1, Math.Min((Length - 1) / (members * MostElements) + 1, Gpu.Groups.MostYZ));

    /// <summary>Where a line begins.</summary>
    public int First(int line) => line * _first;

    /// <summary>Whose mean and variance a line's elements take.</summary>
    public int Statistic(int line) => line / _perGroup % _groups;

    /// <summary>Which weight the first element of a line takes.</summary>
    public int Weight(int line) => Statistic(line) % _weightGroups * _weightsPerGroup + line % _perGroup;
}
