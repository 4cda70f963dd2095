using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Reduces x over some of its dimensions, each result in one or more pieces, of which a group takes several side by side.</summary>
/// <remarks>
/// A thread joins every <c>Lines</c>-th element of its piece, in blocks so that no accumulator of a float sum takes more
/// than some dozens of steps; then the threads of a piece are joined as a tree in shared memory.
/// </remarks>
/// <param name="reduction">How two numbers become one.</param>
/// <param name="x">What is reduced.</param>
/// <param name="y">The results [pieces, results].</param>
/// <param name="kept">The dimensions of a result, with the steps of x.</param>
/// <param name="reduced">The dimensions that are reduced, with the steps of x.</param>
/// <param name="lanes">How the threads of a group share the work.</param>
/// <param name="results">The number of results.</param>
/// <param name="length">The elements of a result.</param>
/// <param name="piece">The elements of a piece; the last may have fewer.</param>
internal readonly struct ReduceKernel<R, V>(
    R reduction, ArrayView<V> x, ArrayView<V> y, GpuBox kept, GpuBox reduced, ReductionLanes lanes, int results, int length, int piece) : IKernel
    where R : struct, IReduction
    where V : unmanaged, ILane<V>
{
    private const int Block = 32;

    /// <inheritdoc/>
    public static int GroupSize => ReductionLanes.Threads;

    /// <inheritdoc/>
    public static int SharedBytes => ReductionLanes.Threads * Interop.SizeOf<V>();

    /// <inheritdoc/>
    public void Run()
    {
        var joined = SharedMemory.Allocate<V>(ReductionLanes.Threads);
        var thread = Group.IdxX;
        var line = lanes.Line(thread);
        var result = Grid.IdxX * lanes.Results + lanes.Result(thread);
        joined[thread] = result < results ? Join(kept.At(result).A, Grid.IdxY * piece + line) : V.Of(reduction.Seed);
        Group.Barrier();
        for (var half = lanes.Lines / 2; half > 0; half /= 2)
        {
            if (line < half) joined[thread] = reduction.Merge(joined[thread], joined[thread + half * lanes.Step]);
            Group.Barrier();
        }
        if (line == 0 && result < results) y[Grid.IdxY * results + result] = joined[thread];
    }

    // The elements of one thread, from the first of its piece on.
    private V Join(int offset, int first)
    {
        var total = V.Of(reduction.Seed);
        var end = Math.Min(length, Grid.IdxY * piece + piece);
        for (var i = first; i < end;)
        {
            var block = V.Of(reduction.Seed);
            for (var n = 0; n < Block && i < end; n++, i += lanes.Lines)
                block = reduction.Step(block, x[offset + reduced.At(i).A]);
            total = reduction.Merge(total, block);
        }
        return total;
    }
}
