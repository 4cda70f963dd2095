using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Joins what the threads of each line found, in shared memory, and tells all of them.</summary>
/// <param name="joined">A number of each thread of the group.</param>
/// <param name="lanes">Which threads share a line.</param>
internal readonly struct LineTree<V>(ArrayView<V> joined, ReductionLanes lanes) where V : unmanaged, ILane<V>
{
    /// <summary>The numbers of a thread's line as one, joined in the same order on every run; every thread of the group must call.</summary>
    public V Join<R>(R reduction, V value) where R : struct, IReduction
    {
        var thread = Group.IdxX;
        var line = lanes.Line(thread);
        joined[thread] = value;
        Group.Barrier();
        for (var half = lanes.Lines / 2; half > 0; half /= 2)
        {
            if (line < half) joined[thread] = reduction.Merge(joined[thread], joined[thread + half * lanes.Step]);
            Group.Barrier();
        }
        var whole = joined[thread - line * lanes.Step];
        Group.Barrier();
        return whole;
    }
}
