using System.Numerics;
using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>The packed product against a plain loop in double, for every lane, on shapes that no tile divides.</summary>
public sealed class CpuMatMulTests
{
    public static TheoryData<string, int, int, int, int> Shapes => new()
    {
        { "one number", 1, 1, 1, 1 },
        { "a row", 1, 1, 100, 37 },
        { "a column", 1, 100, 1, 37 },
        { "a few rows", 1, 7, 100, 300 },
        { "a batch of rows", 3, 1, 50, 200 },
        { "a batch of columns", 3, 50, 1, 200 },
        { "less than a tile", 1, 3, 5, 7 },
        { "a tile and one more", 1, 9, 49, 257 },
        { "several blocks", 1, 131, 401, 300 },
        { "b read in place", 1, 17, 130, 600 },
        { "a batch", 5, 13, 29, 11 },
        { "a sum split into parts", 1, 10, 20, 9000 },
        { "a batch of split sums", 2, 4, 3, 5000 },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Products_match_a_loop_in_double(string name, int batch, int m, int n, int k)
    {
        for (var flags = 0; flags < 16; flags++)
        {
            var g = new MatMulGeometry(batch, m, n, k, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0);
            if (batch == 1 && flags >= 4) continue;
            foreach (var backend in CpuLanes.All()) Check(name, backend, g);
        }
    }

    [Fact]
    public void An_empty_sum_gives_zeros()
    {
        foreach (var backend in CpuLanes.All())
        {
            using var y = new HostArray(backend, [1, 2, 3, 4, 5, 6]);
            using HostArray a = new(backend, []), b = new(backend, []);
            backend.MatMul(a.View, b.View, y.View, new(1, 2, 3, 0));
            Assert.All(y.Read(), v => Assert.Equal(0, v));
        }
    }

    [Theory, InlineData(1, 131, 401, 300), InlineData(1, 10, 20, 9000), InlineData(7, 13, 29, 11)]
    public void Bits_do_not_depend_on_the_number_of_threads(int batch, int m, int n, int k)
    {
        var g = new MatMulGeometry(batch, m, n, k, TransposeB: true);
        foreach (var backend in CpuLanes.All())
        {
            using HostArray a = HostArray.Random(backend, (long)batch * m * k, 1), b = HostArray.Random(backend, (long)batch * k * n, 2);
            using var y = new HostArray(backend, new double[batch * m * n]);
            double[]? first = null;
            foreach (var threads in (int[])[1, 2, 3])
            {
                using var _ = new ThreadCount(threads);
                backend.MatMul(a.View, b.View, y.View, g);
                Assert.Equal(first ??= y.Read(), y.Read());
            }
        }
    }

    private static void Check(string name, Backend backend, MatMulGeometry g)
    {
        var (countA, countB) = ((long)g.M * g.K * (g.SharedA ? 1 : g.Batch), (long)g.K * g.N * (g.SharedB ? 1 : g.Batch));
        using HostArray a = HostArray.Random(backend, countA, 1), b = HostArray.Random(backend, countB, 2);
        using var y = new HostArray(backend, Enumerable.Repeat(double.NaN, g.Batch * g.M * g.N).ToArray());
        backend.MatMul(a.View, b.View, y.View, g);
        double[] va = a.Read(), vb = b.Read(), vy = y.Read();
        var expected = new double[vy.Length];
        for (var i = 0; i < g.Batch; i++)
            for (var r = 0; r < g.M; r++)
                for (var c = 0; c < g.N; c++)
                {
                    var (startA, startB) = (g.SharedA ? 0 : i * g.M * g.K, g.SharedB ? 0 : i * g.K * g.N);
                    var sum = 0.0;
                    for (var p = 0; p < g.K; p++)
                        sum += va[startA + (g.TransposeA ? p * g.M + r : r * g.K + p)] * vb[startB + (g.TransposeB ? c * g.K + p : p * g.N + c)];
                    expected[(i * g.M + r) * g.N + c] = sum;
                }
        Near.Assert(expected, vy, backend.Type, g.K, $"{name}, {backend.GetType()}, {g}");
    }
}
