using NeuralCore.Backends;
using NeuralCore.Memory;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuReductionTests
{
    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    // Short and long rows, narrow and wide columns, pieces, and dimensions kept between reduced ones.
    private static readonly Shape[] Shapes =
    [
        [], [1], [2], [3], [17], [100], [1000], [3, 5], [1, 7], [7, 1], [5, 33], [33, 5], [3, 17, 2], [2, 1, 33], [2, 3, 4, 5],
        [2, 0, 3], [300, 3], [3, 2000], [2000, 3], [40, 300], [2, 3, 2, 3, 2, 1, 2, 3], [20_001],
    ];

    [Theory, MemberData(nameof(Devices))]
    public void Every_set_of_axes_of_every_shape_matches_Reference(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        // Reference adds doubles one after another, so for doubles most of the difference is its own.
        var units = type == ElementType.Float64 ? 64 : 16;
        foreach (var shape in Shapes)
        {
            var x = parity.Random(shape);
            for (var axes = 0u; axes < 1u << shape.Rank; axes += shape.Rank > 4 ? 5u : 1u)
            {
                var result = Kept(shape, axes);
                parity.Check(result, units, (backend, y) => backend.Reduce(new SumOfSquares(), parity.On(backend, shape, x), y, axes), $"sum of {shape} over {axes:b}");
                parity.Check(result, 0, (backend, y) => backend.Reduce(new Maximum(), parity.On(backend, shape, x), y, axes), $"maximum of {shape} over {axes:b}");
            }
        }
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void A_float_sum_of_a_million_stays_within_1e6_of_the_double_sum(string device)
    {
        var parity = new GpuParity(device, ElementType.Float32);
        foreach (var (shape, axes) in ((Shape, uint)[])[([1000, 1000], 3), ([1_000_000, 1], 1), ([500_000, 2], 1), ([2, 500_000], 2), ([10_000, 100], 1)])
        {
            var values = GpuParity.Make(shape, i => (float)(1 + 1e-3 * (i % 997)));
            var y = parity.On(parity.Gpu, Kept(shape, axes), new double[Kept(shape, axes).Count]);
            parity.Gpu.Reduce(new Sum(), parity.On(parity.Gpu, shape, values), y, axes);
            Assert.InRange(parity.Read(parity.Gpu, y).Sum() / values.Sum(), 1 - 1e-6, 1 + 1e-6);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_NaN_anywhere_makes_the_extremes_NaN(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var at in (int[])[0, 5, 31, 32, 99])
        {
            var x = GpuParity.Make([100], i => i == at ? double.NaN : i);
            parity.Check(Shape.Scalar, 0, (backend, y) => backend.Reduce(new Maximum(), parity.On(backend, [100], x), y, 1), $"maximum, NaN at {at}", before: 0);
            parity.Check(Shape.Scalar, 0, (backend, y) => backend.Reduce(new Minimum(), parity.On(backend, [100], x), y, 1), $"minimum, NaN at {at}", before: 0);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void The_first_of_the_largest_of_each_line_is_found_and_a_NaN_is_larger_than_all(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        foreach (var line in (LineGeometry[])[new(1, 1, 1), new(5, 10, 1), new(2, 7, 3), new(3, 1000, 1), new(1, 300, 40), new(70, 33, 1), new(1, 5000, 2)])
            foreach (var values in (Func<long, double>[])[i => i * 7919 % 13, i => i % 5 == 3 ? double.NaN : i, i => i % 7 == 0 ? double.PositiveInfinity : -i, _ => double.NegativeInfinity])
            {
                Shape shape = [line.Outer, line.Length, line.Inner];
                var x = GpuParity.Make(shape, values);
                long[] Run(Backend backend)
                {
                    var y = new View(backend.Allocate(ElementType.Int64, (long)line.Outer * line.Inner), 0, [line.Outer, line.Inner]);
                    backend.ArgMax(parity.On(backend, shape, x), y, line);
                    var positions = new long[y.Count];
                    backend.Download<long>(y, positions);
                    return positions;
                }
                Assert.Equal(Run(parity.Reference), Run(parity.Gpu));
            }
    }

    private static Shape Kept(Shape shape, uint axes) =>
        new([.. Enumerable.Range(0, shape.Rank).Where(dim => (axes >> dim & 1) == 0).Select(dim => shape[dim])]);
}
