using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>An optimizer's step in place, one element a thread; a state that is not used is an empty view.</summary>
internal readonly struct UpdateKernel<F, V>(F f, ArrayView<V> p, ArrayView<V> g, ArrayView<V> s0, ArrayView<V> s1, ArrayView<V> s2) : IKernel
    where F : struct, IUpdate
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= p.IntLength) return;
        var value = p[i];
        var (first, second, third) = (Read(s0, i), Read(s1, i), Read(s2, i));
        f.Invoke(ref value, g[i], ref first, ref second, ref third);
        p[i] = value;
        if (s0.Length > 0) s0[i] = first;
        if (s1.Length > 0) s1[i] = second;
        if (s2.Length > 0) s2[i] = third;
    }

    private static V Read(ArrayView<V> state, int i) => state.Length > 0 ? state[i] : V.Of(0);
}
