namespace NeuralCore.Backends.Gpu;

/// <summary>What kernels ask of a lane beside arithmetic: it holds one number, so it can decide a branch.</summary>
internal interface IGpuLane<V> : ILane<V> where V : unmanaged, IGpuLane<V>
{
    /// <summary>Whether a search for the largest takes a instead of b: a &gt; b, or a is NaN and b is not.</summary>
    static abstract bool Beats(V a, V b);

    /// <summary>A whole number, without the detour by double that not every device can take.</summary>
    static abstract V OfWhole(int value);
}
