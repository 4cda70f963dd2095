using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>The memory that an optimizer's step reads and changes; a state that is not used is an empty view.</summary>
internal readonly struct UpdateViews<V>(ArrayView<V> p, ArrayView<V> g, ArrayView<V> s0, ArrayView<V> s1, ArrayView<V> s2)
    where V : unmanaged, ILane<V>
{
    /// <summary>Changes one element, which has its own place in each view.</summary>
    public void Apply<F>(F f, int ip, int ig, int i0, int i1, int i2) where F : struct, IUpdate
    {
        var value = p[ip];
        var (first, second, third) = (Read(s0, i0), Read(s1, i1), Read(s2, i2));
        f.Invoke(ref value, g[ig], ref first, ref second, ref third);
        p[ip] = value;
        if (s0.Length > 0) s0[i0] = first;
        if (s1.Length > 0) s1[i1] = second;
        if (s2.Length > 0) s2[i2] = third;
    }

    private static V Read(ArrayView<V> state, int i) => state.Length > 0 ? state[i] : V.Of(0);
}
