using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Joins the parts of each g, a group of threads to a g, in the same tree on every run.</summary>
internal readonly struct GroupMergeKernel<S, R>(R rule, ArrayView<S> partial, int parts) : IKernel
    where S : unmanaged, IGathered<S>
    where R : struct, IGroupRule<S>
{
    /// <inheritdoc/>
    public static int GroupSize => GroupLayout.MostParts;

    /// <inheritdoc/>
    public static int SharedBytes => GroupLayout.MostParts * Interop.SizeOf<S>();

    /// <inheritdoc/>
    public void Run()
    {
        var shared = SharedMemory.Allocate<S>(GroupLayout.MostParts);
        var (thread, g) = (Group.IdxX, Grid.IdxX);
        shared[thread] = thread < parts ? partial[g * parts + thread] : default;
        Group.Barrier();
        for (var half = GroupLayout.MostParts / 2; half > 0; half >>= 1)
        {
            if (thread < half) shared[thread] = shared[thread].Join(shared[thread + half]);
            Group.Barrier();
        }
        if (thread == 0) rule.Finish(g, shared[0]);
    }
}
