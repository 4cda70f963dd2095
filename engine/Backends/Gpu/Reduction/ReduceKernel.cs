using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Reduces x over some of its dimensions, each result in one or more pieces, of which a group takes several side by side.</summary>
/// <remarks>
/// A thread joins every <c>Lines</c>-th element of its piece, in blocks so that no accumulator of a float sum takes more
/// than some dozens of steps, and loads four elements before it uses the first, so that it waits for memory a quarter as
/// often; then the threads of a piece are joined as a tree in shared memory.
/// </remarks>
/// <param name="reduction">How two numbers become one.</param>
/// <param name="x">What is reduced.</param>
/// <param name="y">The results [pieces, results].</param>
/// <param name="kept">The dimensions of a result, with the steps of x.</param>
/// <param name="reduced">Where a result's elements lie.</param>
/// <param name="lanes">How the threads of a group share the work.</param>
/// <param name="results">The number of results.</param>
/// <param name="length">The elements of a result.</param>
/// <param name="piece">The elements of a piece; the last may have fewer.</param>
internal readonly struct ReduceKernel<R, W, V>(
    R reduction, ArrayView<V> x, ArrayView<V> y, GpuBox kept, W reduced, ReductionLanes lanes, int results, int length, int piece) : IKernel
    where R : struct, IReduction
    where W : struct, IReducedWalk
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
        joined[thread] = result < results ? Join(kept.At(result).A, line) : V.Of(reduction.Seed);
        Group.Barrier();
        for (var half = lanes.Lines / 2; half > 0; half /= 2)
        {
            if (line < half) joined[thread] = reduction.Merge(joined[thread], joined[thread + half * lanes.Step]);
            Group.Barrier();
        }
        if (line == 0 && result < results) y[Grid.IdxY * results + result] = joined[thread];
    }

    // The elements of one thread.
    private V Join(int offset, int line)
    {
        var total = V.Of(reduction.Seed);
        var start = Grid.IdxY * piece;
        var (at, step) = (start + line, lanes.Lines);
        for (var left = lanes.Steps(Math.Min(piece, length - start), line); left > 0; left -= Block)
        {
            var block = V.Of(reduction.Seed);
            var steps = Math.Min(left, Block);
            for (; steps >= 4; steps -= 4, at += 4 * step)
            {
                var (a, b) = (x[offset + reduced.At(at)], x[offset + reduced.At(at + step)]);
                var (c, d) = (x[offset + reduced.At(at + 2 * step)], x[offset + reduced.At(at + 3 * step)]);
                block = reduction.Step(reduction.Step(reduction.Step(reduction.Step(block, a), b), c), d);
            }
            for (; steps > 0; steps--, at += step) block = reduction.Step(block, x[offset + reduced.At(at)]);
            total = reduction.Merge(total, block);
        }
        return total;
    }
}
