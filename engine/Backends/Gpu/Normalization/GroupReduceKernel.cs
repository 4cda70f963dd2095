using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Reduces each part of each g of x [A, G, B]: every thread gathers, then each team joins in a tree in shared memory.</summary>
/// <remarks>Where a g has one part the result is final, else it goes to <paramref name="partial"/> [G, parts] for <see cref="GroupMergeKernel{S, R}"/>.</remarks>
internal readonly struct GroupReduceKernel<S, R, T>(R rule, GroupLayout layout, ArrayView<S> partial) : IKernel
    where S : unmanaged, IGathered<S>
    where R : struct, IGroupRule<S>
    where T : struct, ITeam
{
    /// <inheritdoc/>
    public static int GroupSize => ITeam.Threads;

    /// <inheritdoc/>
    public static int SharedBytes => ITeam.Threads * Interop.SizeOf<S>();

    /// <inheritdoc/>
    public void Run()
    {
        var shared = SharedMemory.Allocate<S>(ITeam.Threads);
        var (thread, part) = (Group.IdxX, Grid.IdxY);
        var place = new Place<T>(thread);
        var g = Grid.IdxX * Place<T>.Teams + place.Team;
        shared[thread] = g < layout.G ? rule.Gather(g, layout.Walk(g, part, place.Member)) : default;
        Group.Barrier();
        for (var half = T.Members / 2; half > 0; half >>= 1)
        {
            if (place.Member < half) shared[thread] = shared[thread].Join(shared[thread + half * Place<T>.Step]);
            Group.Barrier();
        }
        if (place.Member > 0 || g >= layout.G) return;
        if (layout.Parts == 1) rule.Finish(g, shared[thread]);
        else partial[g * layout.Parts + part] = shared[thread];
    }
}
