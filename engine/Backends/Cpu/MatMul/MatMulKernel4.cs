using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The register tile of 4 rows: 12 accumulators, 3 lanes of b and a broadcast of a fill the 16 registers that AVX2 has.</summary>
/// <remarks>
/// c[i, j] += Σ_p a[p, i] · b[rows[p] + j]. a is a packed panel (4 numbers per p); row p of b lies anywhere, at the
/// offset rows[p]: in a packed panel, in a matrix, or in an image that a convolution reads in place. Per p there are
/// 12 multiply-adds against 4 broadcasts and 3 loads, so that the multipliers limit it and not the loads.
/// </remarks>
internal static unsafe class MatMulKernel4<V, T> where V : unmanaged, IVector<V, T> where T : unmanaged
{
    /// <summary>c [4, 3 lanes] = (or +=) a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyThree(int k, T* a, T* b, int* rows, T* c, nint ldc, bool accumulate)
    {
        V c00 = default, c01 = default, c02 = default;
        V c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default;
        V c30 = default, c31 = default, c32 = default;
        for (var p = 0; p < k; p++)
        {
            var row = b + rows[p];
            V b0 = V.Load(row), b1 = V.Load(row + V.Width), b2 = V.Load(row + 2 * V.Width);
            var a0 = V.Broadcast(a);
            c00 = V.Fma(a0, b0, c00); c01 = V.Fma(a0, b1, c01); c02 = V.Fma(a0, b2, c02);
            var a1 = V.Broadcast(a + 1);
            c10 = V.Fma(a1, b0, c10); c11 = V.Fma(a1, b1, c11); c12 = V.Fma(a1, b2, c12);
            var a2 = V.Broadcast(a + 2);
            c20 = V.Fma(a2, b0, c20); c21 = V.Fma(a2, b1, c21); c22 = V.Fma(a2, b2, c22);
            var a3 = V.Broadcast(a + 3);
            c30 = V.Fma(a3, b0, c30); c31 = V.Fma(a3, b1, c31); c32 = V.Fma(a3, b2, c32);
            a += 4;
        }
        Put(c, c00, c01, c02, accumulate);
        Put(c + ldc, c10, c11, c12, accumulate);
        Put(c + 2 * ldc, c20, c21, c22, accumulate);
        Put(c + 3 * ldc, c30, c31, c32, accumulate);
    }

    /// <summary>c [4, 1 lane] = (or +=) a · b: the columns that three lanes do not fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyOne(int k, T* a, T* b, int* rows, T* c, nint ldc, bool accumulate)
    {
        V c00 = default;
        V c10 = default;
        V c20 = default;
        V c30 = default;
        for (var p = 0; p < k; p++)
        {
            var row = b + rows[p];
            V b0 = V.Load(row);
            var a0 = V.Broadcast(a);
            c00 = V.Fma(a0, b0, c00);
            var a1 = V.Broadcast(a + 1);
            c10 = V.Fma(a1, b0, c10);
            var a2 = V.Broadcast(a + 2);
            c20 = V.Fma(a2, b0, c20);
            var a3 = V.Broadcast(a + 3);
            c30 = V.Fma(a3, b0, c30);
            a += 4;
        }
        Put(c, c00, accumulate);
        Put(c + ldc, c10, accumulate);
        Put(c + 2 * ldc, c20, accumulate);
        Put(c + 3 * ldc, c30, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T* c, V c0, V c1, V c2, bool accumulate)
    {
        Put(c, c0, accumulate);
        Put(c + V.Width, c1, accumulate);
        Put(c + 2 * V.Width, c2, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T* c, V value, bool accumulate) => V.Store(accumulate ? V.Load(c) + value : value, c);
}
