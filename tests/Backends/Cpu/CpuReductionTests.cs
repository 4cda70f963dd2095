using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

[Collection(nameof(Threads))]
public sealed class CpuReductionTests
{
    public static TheoryData<string> Lanes => LanePair.Names;

    private static readonly Shape[] Shapes =
    [
        [], [1], [2], [3], [17], [33], [100], [1000], [3, 5], [1, 7], [7, 1], [5, 33], [33, 5], [2, 3, 4], [3, 17, 2], [2, 1, 33],
        [2, 3, 4, 5], [4, 3, 5, 17], [2, 0, 3], [200, 3], [3, 2000], [2000, 3],
    ];

    [Theory, MemberData(nameof(Lanes))]
    public void Every_set_of_axes_of_every_shape_matches_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var shape in Shapes)
        {
            var x = pair.Random(shape);
            for (var axes = 0u; axes < 1u << shape.Rank; axes++)
            {
                var result = Kept(shape, axes);
                pair.Check(result, 16, (backend, y) => backend.Reduce(new SumOfSquares(), x, y, axes));
                pair.Check(result, 0, (backend, y) => backend.Reduce(new Maximum(), x, y, axes));
            }
        }
    }

    [Theory]
    [InlineData("F32x4")]
    public void A_float_sum_of_ten_million_stays_within_1e6_of_the_double_sum(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var value in (Func<long, double>[])[i => 0.1f, i => (float)(1 + 1e-3 * (i % 1000))])
        {
            var x = pair.Make(new(1000, 10_000), value);
            var exact = 0.0;
            foreach (var element in x.Span<float>()) exact += element;
            foreach (var axes in (uint[])[1, 2, 3])
            {
                var y = pair.Blank(Kept(x.Shape, axes));
                pair.Cpu.Reduce(new Sum(), x, y, axes);
                Assert.InRange(pair.Read(y).Sum() / exact, 1 - 1e-6, 1 + 1e-6);
            }
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Bits_do_not_depend_on_the_number_of_threads(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var shape in (Shape[])[new(200_001), new(7, 30_000), new(30_000, 7), new(20, 8, 1000), new(3, 20_000, 3)])
        {
            var x = pair.Random(shape);
            for (var axes = 1u; axes < 1u << shape.Rank; axes++)
            {
                double[] Run(int threads)
                {
                    using var _ = new ThreadCount(threads);
                    var y = pair.Blank(Kept(shape, axes));
                    pair.Cpu.Reduce(new Sum(), x, y, axes);
                    return pair.Read(y);
                }
                var one = Run(1);
                Assert.True(one.SequenceEqual(Run(2)), "2 threads gave other bits than one");
                Assert.True(one.SequenceEqual(Run(3)), "3 threads gave other bits than one");
            }
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void A_NaN_anywhere_makes_the_maximum_NaN(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var at in (int[])[0, 5, 31, 32, 99])
        {
            var x = pair.Make(new(100), i => i == at ? double.NaN : i);
            pair.Check(Shape.Scalar, 0, (backend, y) => backend.Reduce(new Maximum(), x, y, 1));
        }
    }

    private static Shape Kept(Shape shape, uint axes) =>
        new([.. Enumerable.Range(0, shape.Rank).Where(dim => (axes >> dim & 1) == 0).Select(dim => shape[dim])]);
}
