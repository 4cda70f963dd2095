using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Copies a stripe of a matrix into a panel: for each p of the sum, <c>width</c> neighbouring numbers.</summary>
/// <remarks>The tile then reads both panels straight on, and rows or columns that the matrix does not have are zeros.</remarks>
internal static unsafe class MatMulPacking<V, T> where V : unmanaged, IVector<V, T> where T : unmanaged
{
    /// <summary>panel[p, i] = source[p · step + i] for i &lt; count, 0 up to width: the stripe's numbers lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(T* source, nint step, int count, int width, int k, T* panel)
    {
        var whole = count == width && width % V.Width == 0;
        for (var p = 0; p < k; p++, source += step, panel += width)
        {
            if (whole)
            {
                for (var i = 0; i < width; i += V.Width) V.Store(V.Load(source + i), panel + i);
                continue;
            }
            for (var i = 0; i < count; i++) panel[i] = source[i];
            for (var i = count; i < width; i++) panel[i] = default;
        }
    }

    /// <summary>panel[p, i] = source[i · step + p] for i &lt; count, 0 up to width: the sum's numbers lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(T* source, nint step, int count, int width, int k, T* panel)
    {
        // Four rows at a time: enough streams to hide the latency, few enough for their lines to stay in the first cache.
        var i = 0;
        for (; i + 4 <= count; i += 4)
        {
            T* s0 = source + i * step, s1 = s0 + step, s2 = s1 + step, s3 = s2 + step, target = panel + i;
            for (var p = 0; p < k; p++, target += width)
            {
                target[0] = s0[p];
                target[1] = s1[p];
                target[2] = s2[p];
                target[3] = s3[p];
            }
        }
        for (; i < width; i++)
            for (var p = 0; p < k; p++) panel[(nint)p * width + i] = i < count ? source[i * step + p] : default;
    }
}
