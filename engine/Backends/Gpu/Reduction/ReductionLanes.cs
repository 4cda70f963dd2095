using System.Numerics;

namespace NeuralCore.Backends.Gpu;

/// <summary>How the threads of a group share a reduction: some results side by side, some threads for each.</summary>
/// <remarks>
/// Whichever of the two is contiguous in x is counted fastest, so that neighbouring threads read neighbouring elements.
/// Both are powers of two, chosen from the shape alone: sums have the same order everywhere.
/// </remarks>
internal readonly struct ReductionLanes
{
    /// <summary>The threads of a group.</summary>
    public const int Threads = 256;

    // A memory transaction serves so many neighbouring threads.
    private const int Neighbours = 32;

    // Before a thread takes a second element, others take one; a thread of a long line takes at least this many.
    private const int LeastSteps = 4;

    private readonly int _resultShift, _lineShift, _resultMask, _lineMask, _stepShift;

    /// <summary>The lanes for so many results of so many elements each.</summary>
    public ReductionLanes(int results, int length, bool keepsInnermost)
    {
        var most = keepsInnermost ? Threads / Math.Min(PowerOf2(results), Neighbours) : Threads;
        var least = keepsInnermost ? 1 : Neighbours;
        Lines = Math.Min(most, length <= least ? PowerOf2(length) : Math.Max(least, PowerOf2((length + LeastSteps - 1) / LeastSteps)));
        Results = Threads / Lines;
        Step = keepsInnermost ? Results : 1;
        (_resultMask, _lineMask) = (Results - 1, Lines - 1);
        _stepShift = BitOperations.Log2((uint)Lines);
        (_resultShift, _lineShift) = keepsInnermost ? (0, BitOperations.Log2((uint)Results)) : (_stepShift, 0);
    }

    /// <summary>The results that a group works at.</summary>
    public readonly int Results;

    /// <summary>The threads that work at one result.</summary>
    public readonly int Lines;

    /// <summary>How far apart two neighbours of one result are, in threads.</summary>
    public readonly int Step;

    /// <summary>Which of the group's results a thread works at.</summary>
    public int Result(int thread) => thread >> _resultShift & _resultMask;

    /// <summary>Which of its result's threads a thread is.</summary>
    public int Line(int thread) => thread >> _lineShift & _lineMask;

    /// <summary>How many of so many elements a thread takes that is this one of its result's threads.</summary>
    public int Steps(int count, int line) => count - line + _lineMask >> _stepShift;

    private static int PowerOf2(int least) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(least, 1, Threads));
}
