using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The two vector loops of depthwise convolution tap by tap.</summary>
internal static unsafe class DepthwiseLines<V, T> where V : unmanaged, IVector<V, T> where T : unmanaged
{
    /// <summary>y += x · scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(T* x, T* scale, T* y, int count)
    {
        var factor = V.Broadcast(scale);
        var i = 0;
        for (; i + V.Width <= count; i += V.Width) V.Store(V.Fma(factor, V.Load(x + i), V.Load(y + i)), y + i);
        if (i < count) V.StorePart(V.Fma(factor, V.LoadPart(x + i, count - i), V.LoadPart(y + i, count - i)), y + i, count - i);
    }

    /// <summary>sum + Σ x · y, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Dot(T* x, T* y, int count, V sum)
    {
        var i = 0;
        for (; i + V.Width <= count; i += V.Width) sum = V.Fma(V.Load(x + i), V.Load(y + i), sum);
        return i < count ? V.Fma(V.LoadPart(x + i, count - i), V.LoadPart(y + i, count - i), sum) : sum;
    }
}
