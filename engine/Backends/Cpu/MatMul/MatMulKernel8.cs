using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The register tile of 8 rows: 24 accumulators, 3 lanes of b and a broadcast of a fill 28 of the 32 registers that AVX-512 has.</summary>
/// <remarks>
/// c[i, j] += Σ_p a[p, i] · b[rows[p] + j]. a is a packed panel (8 numbers per p); row p of b lies anywhere, at the
/// offset rows[p]: in a packed panel, in a matrix, or in an image that a convolution reads in place. Per p there are
/// 24 multiply-adds against 8 broadcasts and 3 loads, so that the multipliers limit it and not the loads.
/// </remarks>
internal static unsafe class MatMulKernel8<V, T> where V : unmanaged, IVector<V, T> where T : unmanaged
{
    /// <summary>c [8, 3 lanes] = (or +=) a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyThree(int k, T* a, T* b, int* rows, T* c, nint ldc, bool accumulate)
    {
        V c00 = default, c01 = default, c02 = default;
        V c10 = default, c11 = default, c12 = default;
        V c20 = default, c21 = default, c22 = default;
        V c30 = default, c31 = default, c32 = default;
        V c40 = default, c41 = default, c42 = default;
        V c50 = default, c51 = default, c52 = default;
        V c60 = default, c61 = default, c62 = default;
        V c70 = default, c71 = default, c72 = default;
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
            var a4 = V.Broadcast(a + 4);
            c40 = V.Fma(a4, b0, c40); c41 = V.Fma(a4, b1, c41); c42 = V.Fma(a4, b2, c42);
            var a5 = V.Broadcast(a + 5);
            c50 = V.Fma(a5, b0, c50); c51 = V.Fma(a5, b1, c51); c52 = V.Fma(a5, b2, c52);
            var a6 = V.Broadcast(a + 6);
            c60 = V.Fma(a6, b0, c60); c61 = V.Fma(a6, b1, c61); c62 = V.Fma(a6, b2, c62);
            var a7 = V.Broadcast(a + 7);
            c70 = V.Fma(a7, b0, c70); c71 = V.Fma(a7, b1, c71); c72 = V.Fma(a7, b2, c72);
            a += 8;
        }
        Put(c, c00, c01, c02, accumulate);
        Put(c + ldc, c10, c11, c12, accumulate);
        Put(c + 2 * ldc, c20, c21, c22, accumulate);
        Put(c + 3 * ldc, c30, c31, c32, accumulate);
        Put(c + 4 * ldc, c40, c41, c42, accumulate);
        Put(c + 5 * ldc, c50, c51, c52, accumulate);
        Put(c + 6 * ldc, c60, c61, c62, accumulate);
        Put(c + 7 * ldc, c70, c71, c72, accumulate);
    }

    /// <summary>c [8, 1 lane] = (or +=) a · b: the columns that three lanes do not fill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyOne(int k, T* a, T* b, int* rows, T* c, nint ldc, bool accumulate)
    {
        V c00 = default;
        V c10 = default;
        V c20 = default;
        V c30 = default;
        V c40 = default;
        V c50 = default;
        V c60 = default;
        V c70 = default;
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
            var a4 = V.Broadcast(a + 4);
            c40 = V.Fma(a4, b0, c40);
            var a5 = V.Broadcast(a + 5);
            c50 = V.Fma(a5, b0, c50);
            var a6 = V.Broadcast(a + 6);
            c60 = V.Fma(a6, b0, c60);
            var a7 = V.Broadcast(a + 7);
            c70 = V.Fma(a7, b0, c70);
            a += 8;
        }
        Put(c, c00, accumulate);
        Put(c + ldc, c10, accumulate);
        Put(c + 2 * ldc, c20, accumulate);
        Put(c + 3 * ldc, c30, accumulate);
        Put(c + 4 * ldc, c40, accumulate);
        Put(c + 5 * ldc, c50, accumulate);
        Put(c + 6 * ldc, c60, accumulate);
        Put(c + 7 * ldc, c70, accumulate);
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
