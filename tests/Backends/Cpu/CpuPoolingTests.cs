using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

public sealed class CpuPoolingTests
{
    private static readonly PoolGeometry[] Pools =
    [
        Of([2, 3, 9], 3, 2, 1, 1), Of([1, 2, 50], 5, 1, 2, 1), Of([1, 2, 40], 3, 1, 0, 2), Of([1, 1, 5], 5, 1, 0, 1),
        Of([2, 3, 8, 8], 2, 2, 0, 1), Of([2, 2, 9, 37], 3, 1, 1, 1), Of([2, 2, 11, 13], 3, 2, 1, 1, ceil: true), Of([1, 3, 14, 14], 3, 1, 1, 2),
        Of([1, 2, 7, 70], (2, 5), (3, 1), (1, 2), (1, 2)), Of([1, 2, 6, 7, 8], 2, 2, 0, 1), Of([1, 2, 5, 6, 33], 3, 1, 1, 1),
        Of([2, 2, 9, 37], 3, 1, 1, 1, pad: false), Of([2, 2, 11, 13], 3, 2, 1, 1, ceil: true, pad: false), Of([0, 3, 8, 8], 2, 2, 0, 1),
        Of([1, 2, 40, 40], 33, 2, 3, 1), Of([1, 1, 70, 40], 33, 1, 1, (2, 1)), Of([2, 1, 20, 21], (3, 2), (1, 5), 0, 1), Of([1, 2, 30], 4, 3, 2, 2),
        PoolGeometry.OfAdaptive([2, 5, 7, 7], 1), PoolGeometry.OfAdaptive([2, 3, 37, 50], (3, 7)), PoolGeometry.OfAdaptive([1, 2, 3], 5),
        PoolGeometry.OfAdaptive([1, 2, 5, 6, 40], (2, 1, 3)),
    ];

    public static TheoryData<string> Lanes => LanePair.Names;

    [Theory, MemberData(nameof(Lanes))]
    public void Largest_values_and_their_positions_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var pool in Pools)
        {
            // Few different values, so that ties abound; and some NaN.
            var random = new Random(4);
            var x = pair.Make(pool.X, _ => random.Next(40) is var k && k == 0 ? double.NaN : k % 5);
            View expected = pair.Integers(pool.Y, _ => -1), actual = pair.Integers(pool.Y, _ => -1);
            pair.Check(pool.Y, 0, (backend, y) => backend.MaxPool(x, y, backend == pair.Cpu ? actual : expected, pool));
            Assert.Equal(expected.Span<long>(), actual.Span<long>());

            var other = pair.Random(pool.X, 5);
            pair.Check(pool.Y, 0, (backend, y) => backend.PoolGather(other, expected, y, pool));
            var dy = pair.Random(pool.Y, 6);
            pair.Check(pool.X, 8, (backend, dx) => backend.PoolScatter(dy, expected, dx, pool));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Averages_and_their_gradients_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var pool in Pools)
        {
            var (x, dy) = (pair.Random(pool.X), pair.Random(pool.Y, 2));
            pair.Check(pool.Y, 16, (backend, y) => backend.AveragePool(x, y, pool), 1);
            pair.Check(pool.X, 16, (backend, dx) => backend.AveragePoolGradient(dy, dx, pool), 1);
        }
    }

    private static PoolGeometry Of(Shape x, Sizes kernel, Sizes stride, Sizes padding, Sizes dilation, bool ceil = false, bool pad = true) =>
        PoolGeometry.Of(x, kernel, stride, padding, dilation, ceil, pad);
}
