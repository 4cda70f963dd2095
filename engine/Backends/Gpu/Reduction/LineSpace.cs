using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The lines of a tensor [Outer, Length, Inner], and how the threads of a group share them.</summary>
internal readonly struct LineSpace
{
    /// <summary>The elements of a line.</summary>
    public readonly int Length;

    /// <summary>The number of lines.</summary>
    public readonly int Lines;

    /// <summary>From one element of a line to the next.</summary>
    public readonly int Step;

    /// <summary>Which threads share a line.</summary>
    public readonly ReductionLanes Lanes;

    private readonly Divider _inner;

    /// <summary>The lines of a geometry.</summary>
    public LineSpace(LineGeometry line)
    {
        (Length, Lines, Step, _inner) = (line.Length, line.Outer * line.Inner, line.Inner, new(line.Inner));
        Lanes = new(Lines, Length, keepsInnermost: line.Inner > 1);
    }

    /// <summary>The groups that work at all lines once.</summary>
    public int Groups => (Lines + Lanes.Results - 1) / Lanes.Results;

    /// <summary>The line that this thread works at; beyond the last for a thread that has none.</summary>
    public int Line => Grid.IdxX * Lanes.Results + Lanes.Result(Group.IdxX);

    /// <summary>The number of this thread among those of its line: of its elements it takes this one, and every <c>Lanes.Lines</c>-th from there.</summary>
    public int Member => Lanes.Line(Group.IdxX);

    /// <summary>The first element of a line, and the number of its elements: none of a line beyond the last.</summary>
    public (int First, int Length) At(int line)
    {
        if (line >= Lines) return (0, 0);
        var (outer, inner) = _inner.DivRem(line);
        return (outer * Length * Step + inner, Length);
    }
}
