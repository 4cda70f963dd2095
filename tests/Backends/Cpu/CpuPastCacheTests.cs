using System.Numerics;
using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>Large results are written past the caches; that must give the same bits, at any alignment, and touch nothing else.</summary>
public sealed unsafe class CpuPastCacheTests
{
    private static readonly int[] Ragged = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 1000];

    [Fact]
    public void F32x16_past_the_cache_equals_through_it() => Check<float, F32x16>();

    [Fact]
    public void F32x8_past_the_cache_equals_through_it() => Check<float, F32x8>();

    [Fact]
    public void F32x4_past_the_cache_equals_through_it() => Check<float, F32x4>();

    [Fact]
    public void F64x8_past_the_cache_equals_through_it() => Check<double, F64x8>();

    [Fact]
    public void F64x4_past_the_cache_equals_through_it() => Check<double, F64x4>();

    [Fact]
    public void F64x2_past_the_cache_equals_through_it() => Check<double, F64x2>();

    private static void Check<T, V>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : unmanaged, IVector<V, T>
    {
        foreach (var n in Ragged)
            for (var offset = 0; offset < V.Width; offset += 1 + V.Width / 4)
            {
                var (through, past) = (Run<T, V, ThroughCache>(n, offset), Run<T, V, PastCache>(n, offset));
                Assert.Equal(through, past);
                Assert.All(past[..offset], value => Assert.Equal(T.CreateChecked(-777), value));
                Assert.Equal(T.CreateChecked(-777), past[^1]);
            }
    }

    // Six kernels of three segments of n elements each, one after another in memory that begins at the offset.
    private static T[] Run<T, V, W>(int n, int offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : unmanaged, IVector<V, T> where W : struct, IWriter
    {
        var count = 3 * n;
        using var operands = new Scratch<T>(4 * count);
        using var results = new Scratch<T>(6 * count + offset + 1);
        T* a = operands.Pointer, b = a + count, c = b + count, d = c + count, y = results.Pointer + offset;
        var room = new Span<T>(results.Pointer, 6 * count + offset + 1);
        room.Fill(T.CreateChecked(-777));
        var random = new Random(n);
        for (var i = 0; i < 4 * count; i++) a[i] = T.CreateChecked(random.NextDouble() - 0.5);

        new MapKernel<Rectify, T, V, W>(default, a, y, count).Run();
        new ZipKernel<Minus, T, V, W>(default, a, b, y + count, Runs.Broadcast(new(3, n), new(3, n), new(3, 1), default)).Run();
        new Zip3Kernel<PickWeighted, T, V, W>(default, a, b, c, y + 2 * count, Runs.Broadcast(new(3, n), new(3, n), new(n), new(3, n))).Run();
        new FillKernel<T, V, W>(y + 3 * count, V.Of(3), count).Run();

        var shape = NormGeometry.Batch(new(1, 3, n));
        var inverse = stackalloc double[3] { 1, 2, 3 };
        var factors = stackalloc double[6] { 1, 2, 3, 4, 5, 6 };
        new NormalizeSegments<T, V, W>(a, b, inverse, c, d, y + 4 * count, shape).Run();
        new SegmentGradient<T, V, W>(a, b, c, inverse, d, factors, y + 5 * count, shape).Run();
        return room.ToArray();
    }
}
