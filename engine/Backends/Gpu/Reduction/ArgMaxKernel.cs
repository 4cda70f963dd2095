using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The first position of the largest of each line of x [Outer, Length, Inner]; the threads of a line are joined as a tree in shared memory.</summary>
/// <param name="x">The lines.</param>
/// <param name="y">The positions [Outer, Inner].</param>
/// <param name="lanes">How the threads of a group share the lines.</param>
/// <param name="lines">Outer · Inner.</param>
/// <param name="length">Length.</param>
/// <param name="inner">Inner.</param>
internal readonly struct ArgMaxKernel<V>(ArrayView<V> x, ArrayView<long> y, ReductionLanes lanes, int lines, int length, Divider inner) : IKernel
    where V : unmanaged, IGpuLane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => ReductionLanes.Threads;

    /// <inheritdoc/>
    public static int SharedBytes => ReductionLanes.Threads * (Interop.SizeOf<V>() + sizeof(int));

    /// <inheritdoc/>
    public void Run()
    {
        var values = SharedMemory.Allocate<V>(ReductionLanes.Threads);
        var positions = SharedMemory.Allocate<int>(ReductionLanes.Threads);
        var thread = Group.IdxX;
        var member = lanes.Line(thread);
        var line = Grid.IdxX * lanes.Results + lanes.Result(thread);
        if (line < lines && member < length)
        {
            var (outer, column) = inner.DivRem(line);
            var first = outer * length * inner.Value + column;
            var position = member;
            var largest = x[first + member * inner.Value];
            for (var i = member + lanes.Lines; i < length; i += lanes.Lines)
            {
                var next = x[first + i * inner.Value];
                if (!V.Beats(next, largest)) continue;
                largest = next;
                position = i;
            }
            values[thread] = largest;
            positions[thread] = position;
        }
        Group.Barrier();
        for (var half = lanes.Lines / 2; half > 0; half /= 2)
        {
            var other = thread + half * lanes.Step;
            // Beyond the length there is nobody to compare with.
            if (line < lines && member < half && member + half < length && Precedes(values[other], positions[other], values[thread], positions[thread]))
            {
                values[thread] = values[other];
                positions[thread] = positions[other];
            }
            Group.Barrier();
        }
        if (member == 0 && line < lines) y[line] = positions[thread];
    }

    private static bool Precedes(V value, int position, V other, int otherPosition) =>
        V.Beats(value, other) || (position < otherPosition && !V.Beats(other, value));
}
