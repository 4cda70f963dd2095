using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuPoolingTests
{
    private static readonly PoolGeometry[] Pools =
    [
        Of([1, 1, 1], 1, 1, 0, 1), Of([2, 3, 9], 3, 2, 1, 1), Of([1, 2, 50], 5, 1, 2, 1), Of([1, 2, 40], 3, 1, 0, 2), Of([1, 1, 5], 5, 1, 0, 1),
        Of([2, 3, 8, 8], 2, 2, 0, 1), Of([2, 2, 9, 37], 3, 1, 1, 1), Of([2, 2, 11, 13], 3, 2, 1, 1, ceil: true), Of([1, 3, 14, 14], 3, 1, 1, 2),
        Of([1, 2, 7, 70], (2, 5), (3, 1), (1, 2), (1, 2)), Of([1, 2, 6, 7, 8], 2, 2, 0, 1), Of([1, 2, 5, 6, 33], 3, 1, 1, 1),
        Of([2, 2, 9, 37], 3, 1, 1, 1, pad: false), Of([2, 2, 11, 13], 3, 2, 1, 1, ceil: true, pad: false), Of([0, 3, 8, 8], 2, 2, 0, 1),
        Of([2, 1, 20, 21], (3, 2), (1, 5), 0, 1), Of([1, 2, 30], 4, 3, 2, 2), Of([3, 2, 7, 9], (7, 9), 1, 0, 1), Of([1, 2, 4, 5, 6], (4, 5, 6), 1, 0, 1),
        Of([1, 1, 4, 5], (5, 6), 2, 1, 1, ceil: true, pad: false), Of([2, 2, 33, 40], (33, 40), 1, 0, 1),
        PoolGeometry.OfAdaptive([2, 5, 7, 7], 1), PoolGeometry.OfAdaptive([2, 3, 17, 30], (3, 7)), PoolGeometry.OfAdaptive([1, 2, 3], 5),
        PoolGeometry.OfAdaptive([1, 2, 5, 6, 10], (2, 1, 3)), PoolGeometry.OfAdaptive([2, 2, 40, 40], 1), PoolGeometry.OfAdaptive([40, 3, 7, 7], 1), PoolGeometry.OfAdaptive([3, 1, 2], 1),
        Of([2, 2, 5, 6], (5, 6), 3, (2, 3), 1, ceil: true), Of([3, 2, 6, 6], 8, 2, (1, 1), 1),
    ];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    [Theory, MemberData(nameof(Devices))]
    public void The_largest_and_their_positions_are_those_of_Reference_ties_and_NaN_too(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var pool in Pools)
        {
            // Few different values, so that ties abound; some NaN and infinities.
            var random = new Random(4);
            var x = GpuParity.Make(pool.X, _ => random.Next(40) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => double.PositiveInfinity, var k => k % 5 });
            var positions = Positions(parity.Reference);
            Assert.Equal(positions, Positions(parity.Gpu));
            parity.Check(pool.Y, 0, (backend, y) => backend.MaxPool(parity.On(backend, pool.X, x), y, parity.Longs(backend, pool.Y, positions), pool), $"MaxPool {pool}");

            long[] Positions(Backend backend)
            {
                var (y, indices) = (parity.On(backend, pool.Y, new double[pool.Y.Count]), parity.Longs(backend, pool.Y, new long[pool.Y.Count]));
                backend.MaxPool(parity.On(backend, pool.X, x), y, indices, pool);
                var values = new long[indices.Count];
                backend.Download<long>(indices, values);
                return values;
            }
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Where_nothing_but_negative_infinity_is_pooled_the_first_position_wins(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var pool in Pools)
        {
            var x = GpuParity.Make(pool.X, _ => double.NegativeInfinity);
            var positions = new List<long[]>();
            foreach (var backend in new[] { parity.Reference, parity.Gpu })
            {
                var indices = parity.Longs(backend, pool.Y, new long[pool.Y.Count]);
                backend.MaxPool(parity.On(backend, pool.X, x), parity.On(backend, pool.Y, new double[pool.Y.Count]), indices, pool);
                positions.Add(new long[pool.Y.Count]);
                backend.Download<long>(indices, positions[^1]);
            }
            Assert.Equal(positions[0], positions[1]);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Gathering_and_scattering_at_the_positions_match_Reference(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var pool in Pools)
        {
            var (x, other, dy) = (parity.Random(pool.X), parity.Random(pool.X), parity.Random(pool.Y));
            var indices = parity.Longs(parity.Reference, pool.Y, new long[pool.Y.Count]);
            var scratch = parity.On(parity.Reference, pool.Y, dy);
            parity.Reference.MaxPool(parity.On(parity.Reference, pool.X, x), scratch, indices, pool);
            var positions = indices.Span<long>().ToArray();
            parity.Check(pool.Y, 0, (backend, y) => backend.PoolGather(parity.On(backend, pool.X, other), parity.Longs(backend, pool.Y, positions), y, pool), $"PoolGather {pool}");
            parity.Check(pool.X, 8, (backend, dx) => backend.PoolScatter(parity.On(backend, pool.Y, dy), parity.Longs(backend, pool.Y, positions), dx, pool), $"PoolScatter {pool}");
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Averages_and_their_gradients_match_Reference(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var pool in Pools)
        {
            var (x, dy) = (parity.Random(pool.X), parity.Random(pool.Y));
            parity.Check(pool.Y, 32, (backend, y) => backend.AveragePool(parity.On(backend, pool.X, x), y, pool), $"AveragePool {pool}");
            parity.Check(pool.X, 16, (backend, dx) => backend.AveragePoolGradient(parity.On(backend, pool.Y, dy), dx, pool), $"AveragePoolGradient {pool}");
        }
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void A_float_average_over_a_million_stays_within_1e6_of_what_all_are(string device)
    {
        // Added one after another, tenths would go astray by a percent.
        var parity = new GpuParity(device, ElementType.Float32);
        foreach (var pool in (PoolGeometry[])[PoolGeometry.OfAdaptive([1, 1, 1000, 1000], 1), PoolGeometry.OfAdaptive([1, 1, 1000, 1000], (1, 2)), PoolGeometry.OfAdaptive([1, 1, 100, 100, 100], (1, 1, 2))])
        {
            var y = parity.On(parity.Gpu, pool.Y, new double[pool.Y.Count]);
            parity.Gpu.AveragePool(parity.On(parity.Gpu, pool.X, GpuParity.Make(pool.X, _ => 0.1f)), y, pool);
            Assert.All(parity.Read(parity.Gpu, y), average => Assert.InRange(average / 0.1f, 1 - 1e-6, 1 + 1e-6));
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void An_infinity_or_NaN_reaches_the_averages_over_it_and_no_others(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var pool in Pools)
        {
            var x = GpuParity.Make(pool.X, i => i % 23 == 5 ? double.PositiveInfinity : i % 31 == 7 ? double.NaN : i % 7 - 3);
            var dy = GpuParity.Make(pool.Y, i => i % 11 == 3 ? double.NegativeInfinity : i % 13 == 4 ? double.NaN : i % 5 - 2);
            parity.Check(pool.Y, 32, (backend, y) => backend.AveragePool(parity.On(backend, pool.X, x), y, pool), $"AveragePool {pool}");
            parity.Check(pool.X, 32, (backend, dx) => backend.AveragePoolGradient(parity.On(backend, pool.Y, dy), dx, pool), $"AveragePoolGradient {pool}");
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Adaptive_windows_of_long_extents_are_computed_without_overflow(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        var pool = PoolGeometry.OfAdaptive([1, 1, 60_001], 50_000);
        var (x, dy) = (parity.Random(pool.X), parity.Random(pool.Y));
        parity.Check(pool.Y, 4, (backend, y) => backend.AveragePool(parity.On(backend, pool.X, x), y, pool), $"AveragePool {pool}");
        parity.Check(pool.X, 4, (backend, dx) => backend.AveragePoolGradient(parity.On(backend, pool.Y, dy), dx, pool), $"AveragePoolGradient {pool}");
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_position_outside_plane_or_window_is_told_when_results_come_back(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        var pool = Of([1, 1, 4, 4], 2, 2, 0, 1);
        Tell(true, 2, 16, "index 16 is out of range: the dimension has 16 positions, so 0 to 15 were expected");
        Tell(true, 1, -1, "index -1 is out of range");
        Tell(false, 3, long.MinValue, $"index {long.MinValue} is out of range");
        Tell(false, 3, 16, "index 16 is out of range");
        Tell(false, 3, 0, "position 0 is not in the window that it should come from");

        void Tell(bool gather, int at, long position, string message)
        {
            long[] positions = [0, 3, 8, 15];
            positions[at] = position;
            var (x, y, indices) = (parity.On(parity.Gpu, pool.X, new double[16]), parity.On(parity.Gpu, pool.Y, new double[4]), parity.Longs(parity.Gpu, pool.Y, positions));
            if (gather) parity.Gpu.PoolGather(x, indices, y, pool);
            else parity.Gpu.PoolScatter(y, indices, x, pool);
            Assert.Contains(message, Assert.Throws<UsageException>(() => parity.Read(parity.Gpu, y)).Message);
            parity.Read(parity.Gpu, x);
        }
    }

    [Fact]
    public void More_than_three_spatial_dimensions_are_refused_with_the_shape()
    {
        var parity = new GpuParity("ptx", ElementType.Float32);
        var pool = Of([1, 1, 3, 2, 2, 2], 2, 1, 0, 1);
        var (x, y) = (parity.On(parity.Gpu, pool.X, new double[24]), parity.On(parity.Gpu, pool.Y, new double[2]));
        var error = Assert.Throws<DeviceException>(() => parity.Gpu.AveragePool(x, y, pool));
        Assert.Contains("at most 3 spatial dimensions; got 4 in x [1, 3, 2, 2, 2]", error.Message);
    }

    private static PoolGeometry Of(Shape x, Sizes kernel, Sizes stride, Sizes padding, Sizes dilation, bool ceil = false, bool pad = true) =>
        PoolGeometry.Of(x, kernel, stride, padding, dilation, ceil, pad);
}
