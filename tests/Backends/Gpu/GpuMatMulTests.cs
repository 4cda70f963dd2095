using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Matrix products on the GPU's backends against the reference loops.</summary>
public sealed class GpuMatMulTests
{
    public static IEnumerable<TheoryDataRow<string>> Devices =>
        from device in new[] { "ptx", "opencl" }
        select DevicesUnderTest.LongOnOpenCl(device, new TheoryDataRow<string>(device));

    private static readonly MatMulGeometry[] Cases =
    [
        new(1, 1, 1, 1),
        new(1, 5, 7, 3),
        new(1, 65, 67, 33),
        new(3, 33, 70, 17),
        new(2, 4, 132, 20),
        new(1, 140, 9, 40),
        new(4, 17, 5, 6, SharedB: true),
        new(4, 17, 20, 6, SharedA: true),
        new(1, 3, 5, 1000),
        new(1, 20, 36, 1400),
        new(2, 5, 6, 0),
        new(1, 0, 6, 5),
    ];

    [Theory, MemberData(nameof(Devices))]
    public void Products_of_all_layouts_match_the_reference(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var g in Cases)
            foreach (var (ta, tb) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
                Check(device.Backend(ElementType.Float32), g with { TransposeA = ta, TransposeB = tb });
    }

    [Theory, MemberData(nameof(Devices))]
    public void Every_tile_matches_the_reference_on_ragged_sizes(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64])
            foreach (var variant in GemmVariants.All)
            {
                GemmVariants.Forced = variant;
                try
                {
                    Check(device.Backend(type), new(1, 131, 133, 21));
                    Check(device.Backend(type), new(1, 132, 136, 24, TransposeA: true));
                    Check(device.Backend(type), new(2, 20, 36, 600, TransposeB: true));
                    Check(device.Backend(type), new(2, 3, 4, 8, TransposeA: true, TransposeB: true));
                }
                finally
                {
                    GemmVariants.Forced = null;
                }
            }
    }

    // What breaks: four numbers are read or written at once, though the sizes alone fit that, and not where the view begins.
    [Theory, MemberData(nameof(Devices))]
    public void Views_that_begin_at_no_multiple_of_four_match_the_reference(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64])
            foreach (var transpose in (bool[])[false, true])
                foreach (var (a, b, y) in ((int, int, int)[])[(1, 0, 0), (0, 2, 0), (0, 0, 3), (4, 8, 4)])
                    Check(device.Backend(type), new(2, 20, 24, 16, transpose, transpose), a, b, y);
    }

    // What breaks: groups along z are at most 65535.
    [Theory, InlineData("ptx"), InlineData("opencl"), Trait("Category", "Long")]
    public void More_products_than_groups_along_z_match_the_reference(string name) =>
        Check(DevicesUnderTest.Get(name).Backend(ElementType.Float32), new(Groups.MostYZ + 2, 1, 2, 1));

    [Theory, MemberData(nameof(Devices))]
    public void A_number_that_is_not_finite_reaches_its_row_and_column_only(string name)
    {
        var backend = DevicesUnderTest.Get(name).Backend(ElementType.Float32);
        const int M = 6, N = 5, K = 9;
        double[] a = [.. Enumerable.Range(0, M * K).Select(i => i * 0.25)], b = [.. Enumerable.Range(0, K * N).Select(i => 1.0 - i)];
        a[2 * K + 3] = double.NaN;
        b[8 * N + 4] = double.PositiveInfinity;
        using HostArray x = new(backend, a), w = new(backend, b), y = new(backend, new double[M * N]);
        backend.MatMul(x.View, w.View, y.View, new(1, M, N, K));
        var actual = y.Read();
        for (var i = 0; i < M; i++)
            for (var j = 0; j < N; j++)
                Assert.True(i == 2 ? double.IsNaN(actual[i * N + j]) : double.IsFinite(actual[i * N + j]) == (j != 4), $"{i}, {j}: {actual[i * N + j]}");
    }

    private static void Check(Backend backend, MatMulGeometry g, int offsetA = 0, int offsetB = 0, int offsetY = 0)
    {
        var reference = Device.Reference.Backend(backend.Type);
        long a = (g.SharedA ? 1L : g.Batch) * g.M * g.K, b = (g.SharedB ? 1L : g.Batch) * g.K * g.N, y = (long)g.Batch * g.M * g.N;
        using HostArray a0 = HostArray.Random(reference, a, 1), b0 = HostArray.Random(reference, b, 2), y0 = new(reference, new double[y]);
        using HostArray a1 = new(backend, a0.Read(), offsetA), b1 = new(backend, b0.Read(), offsetB), y1 = new(backend, [.. Enumerable.Repeat(double.NaN, (int)y)], offsetY);
        reference.MatMul(a0.View, b0.View, y0.View, g);
        backend.MatMul(a1.View, b1.View, y1.View, g);
        Near.Assert(y0.Read(), y1.Read(), backend.Type, Math.Max(1, g.K), $"{g}, {GemmVariants.Forced}, offsets {offsetA}, {offsetB}, {offsetY}");
    }
}
