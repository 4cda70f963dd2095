using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The register tile of dot products, 8 rows against 3: both operands run along the sum, so nothing is packed or transposed.</summary>
/// <remarks>
/// sums[i, j] += Σ_segments Σ_p dy[i, p] · x[taps[j] + p]. The lanes stand for neighbouring p; each accumulator is added
/// up across its lanes once, at the end, which limits it when the segments are short (about 60 cycles a tile).
/// </remarks>
internal static unsafe class DotKernel8<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    /// <summary>sums [8, 3] += the dot products of 8 rows of dy, ld apart, with x at three offsets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* x, int* taps, T* dy, nint ld, DotSegment* segments, int count, T* sums)
    {
        V s00 = default, s01 = default, s02 = default;
        V s10 = default, s11 = default, s12 = default;
        V s20 = default, s21 = default, s22 = default;
        V s30 = default, s31 = default, s32 = default;
        V s40 = default, s41 = default, s42 = default;
        V s50 = default, s51 = default, s52 = default;
        V s60 = default, s61 = default, s62 = default;
        V s70 = default, s71 = default, s72 = default;
        for (var s = 0; s < count; s++)
        {
            T* x0 = x + segments[s].X + taps[0], x1 = x + segments[s].X + taps[1], x2 = x + segments[s].X + taps[2];
            var left = segments[s].Length;
            var y = dy + segments[s].Dy;
            for (; left >= V.Width; left -= V.Width)
            {
                V v0 = V.Load(x0), v1 = V.Load(x1), v2 = V.Load(x2), d;
                d = V.Load(y); s00 = V.Fma(d, v0, s00); s01 = V.Fma(d, v1, s01); s02 = V.Fma(d, v2, s02);
                d = V.Load(y + ld); s10 = V.Fma(d, v0, s10); s11 = V.Fma(d, v1, s11); s12 = V.Fma(d, v2, s12);
                d = V.Load(y + 2 * ld); s20 = V.Fma(d, v0, s20); s21 = V.Fma(d, v1, s21); s22 = V.Fma(d, v2, s22);
                d = V.Load(y + 3 * ld); s30 = V.Fma(d, v0, s30); s31 = V.Fma(d, v1, s31); s32 = V.Fma(d, v2, s32);
                d = V.Load(y + 4 * ld); s40 = V.Fma(d, v0, s40); s41 = V.Fma(d, v1, s41); s42 = V.Fma(d, v2, s42);
                d = V.Load(y + 5 * ld); s50 = V.Fma(d, v0, s50); s51 = V.Fma(d, v1, s51); s52 = V.Fma(d, v2, s52);
                d = V.Load(y + 6 * ld); s60 = V.Fma(d, v0, s60); s61 = V.Fma(d, v1, s61); s62 = V.Fma(d, v2, s62);
                d = V.Load(y + 7 * ld); s70 = V.Fma(d, v0, s70); s71 = V.Fma(d, v1, s71); s72 = V.Fma(d, v2, s72);
                x0 += V.Width; x1 += V.Width; x2 += V.Width; y += V.Width;
            }
            if (left == 0) continue;
            {
                V v0 = V.LoadPart(x0, left), v1 = V.LoadPart(x1, left), v2 = V.LoadPart(x2, left), d;
                d = V.LoadPart(y, left); s00 = V.Fma(d, v0, s00); s01 = V.Fma(d, v1, s01); s02 = V.Fma(d, v2, s02);
                d = V.LoadPart(y + ld, left); s10 = V.Fma(d, v0, s10); s11 = V.Fma(d, v1, s11); s12 = V.Fma(d, v2, s12);
                d = V.LoadPart(y + 2 * ld, left); s20 = V.Fma(d, v0, s20); s21 = V.Fma(d, v1, s21); s22 = V.Fma(d, v2, s22);
                d = V.LoadPart(y + 3 * ld, left); s30 = V.Fma(d, v0, s30); s31 = V.Fma(d, v1, s31); s32 = V.Fma(d, v2, s32);
                d = V.LoadPart(y + 4 * ld, left); s40 = V.Fma(d, v0, s40); s41 = V.Fma(d, v1, s41); s42 = V.Fma(d, v2, s42);
                d = V.LoadPart(y + 5 * ld, left); s50 = V.Fma(d, v0, s50); s51 = V.Fma(d, v1, s51); s52 = V.Fma(d, v2, s52);
                d = V.LoadPart(y + 6 * ld, left); s60 = V.Fma(d, v0, s60); s61 = V.Fma(d, v1, s61); s62 = V.Fma(d, v2, s62);
                d = V.LoadPart(y + 7 * ld, left); s70 = V.Fma(d, v0, s70); s71 = V.Fma(d, v1, s71); s72 = V.Fma(d, v2, s72);
            }
        }
        Add(sums, s00, s01, s02);
        Add(sums + 3, s10, s11, s12);
        Add(sums + 6, s20, s21, s22);
        Add(sums + 9, s30, s31, s32);
        Add(sums + 12, s40, s41, s42);
        Add(sums + 15, s50, s51, s52);
        Add(sums + 18, s60, s61, s62);
        Add(sums + 21, s70, s71, s72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T* sums, V s0, V s1, V s2)
    {
        sums[0] += V.Sum(s0);
        sums[1] += V.Sum(s1);
        sums[2] += V.Sum(s2);
    }
}
