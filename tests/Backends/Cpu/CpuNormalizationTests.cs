using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

[Collection(nameof(Threads))]
public sealed class CpuNormalizationTests
{
    private const double Eps = 1e-5;

    private static readonly Shape[] BatchShapes =
    [
        [1, 1], [5, 3], [33, 17], [100, 65], [2, 3, 1], [2, 3, 5], [3, 2, 16], [4, 5, 7, 9], [2, 3, 31], [7, 2, 33], [2, 8, 5, 6, 7],
        [3, 2, 5000], [130, 2, 130],
    ];

    private static readonly (Shape X, int Groups)[] GroupShapes = [([2, 4, 5], 2), ([3, 6, 4, 5], 3), ([3, 6], 2), ([2, 6, 33], 1), ([2, 6, 1], 6)];

    private static readonly (Shape X, int First)[] LayerShapes = [([4, 5], 1), ([70, 33], 1), ([2, 3, 16], 2), ([3, 4, 5], 1), ([5, 1], 1), ([17], 0)];

    private static readonly (Shape X, NormGeometry Geometry)[] Cases =
    [
        .. BatchShapes.Select(x => (x, NormGeometry.Batch(x))),
        .. GroupShapes.Select(c => (c.X, NormGeometry.Group(c.X, c.Groups))),
        .. LayerShapes.Select(c => (c.X, NormGeometry.Layer(c.X, c.X[c.First..]))),
    ];

    public static TheoryData<string> Lanes => LanePair.Names;

    [Theory, MemberData(nameof(Lanes))]
    public void Moments_match_Reference(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var (shape, geometry) in Cases)
        {
            var x = Shifted(pair, shape);
            var roundings = Roundings(pair, geometry);
            pair.Check(new(geometry.G), roundings, (backend, mean) => backend.Moments(x, mean, pair.Blank(new(geometry.G)), geometry));
            pair.Check(new(geometry.G), roundings, (backend, variance) => backend.Moments(x, pair.Blank(new(geometry.G)), variance, geometry));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void The_variance_of_numbers_far_from_zero_does_not_cancel(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var shape in (Shape[])[new(64, 3), new(8, 3, 40), new(2, 2, 9000)])
        {
            var (x, geometry) = (pair.Make(shape, i => 1000 + i % 7), NormGeometry.Batch(shape));
            pair.Check(new(geometry.G), Roundings(pair, geometry), (backend, variance) => backend.Moments(x, pair.Blank(new(geometry.G)), variance, geometry));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Normalize_matches_Reference_with_and_without_weights(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var (shape, geometry) in Cases)
        {
            var (x, mean, variance, weight, bias) = Operands(pair, shape, geometry);
            pair.Check(shape, 8, (backend, y) => backend.Normalize(x, mean, variance, weight, bias, y, Eps, geometry));
            pair.Check(shape, 8, (backend, y) => backend.Normalize(x, mean, variance, null, null, y, Eps, geometry));
            pair.Check(shape, 8, (backend, y) => backend.Normalize(x, mean, variance, weight, null, y, Eps, geometry));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void NormalizeGradient_matches_Reference_in_each_of_its_results(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var (shape, geometry) in Cases)
        {
            var (x, mean, variance, weight, _) = Operands(pair, shape, geometry);
            var (dy, weights) = (pair.Random(shape, 5), new Shape(geometry.Weights));
            View Room(Shape size) => pair.Blank(size);
            var terms = 1 / Math.Sqrt(pair.Read(variance).Min() + Eps);
            pair.Check(shape, 64, (backend, dx) => backend.NormalizeGradient(dy, x, mean, variance, weight, dx, Room(weights), Room(weights), Eps, geometry), terms);
            pair.Check(shape, 64, (backend, dx) => backend.NormalizeGradient(dy, x, mean, variance, null, dx, null, null, Eps, geometry), terms);
            pair.Check(weights, 64, (backend, dw) => backend.NormalizeGradient(dy, x, mean, variance, weight, null, dw, Room(weights), Eps, geometry), Math.Sqrt(geometry.Count));
            pair.Check(weights, 64, (backend, db) => backend.NormalizeGradient(dy, x, mean, variance, weight, Room(shape), null, db, Eps, geometry), Math.Sqrt(geometry.Count));
        }
    }

    [Theory, MemberData(nameof(Lanes))]
    public void Bits_do_not_depend_on_the_number_of_threads(string lane)
    {
        var pair = LanePair.Named(lane);
        foreach (var shape in (Shape[])[new(900, 70), new(16, 8, 5000), new(64, 33, 30)])
            foreach (var geometry in (NormGeometry[])[NormGeometry.Batch(shape), NormGeometry.Layer(shape, shape[1..])])
            {
                var (x, mean, variance, weight, bias) = Operands(pair, shape, geometry);
                double[] Run(int threads)
                {
                    using var _ = new ThreadCount(threads);
                    var (m, v, y, dx) = (pair.Blank(new(geometry.G)), pair.Blank(new(geometry.G)), pair.Blank(shape), pair.Blank(shape));
                    var (dw, db) = (pair.Blank(new(geometry.Weights)), pair.Blank(new(geometry.Weights)));
                    pair.Cpu.Moments(x, m, v, geometry);
                    pair.Cpu.Normalize(x, m, v, weight, bias, y, Eps, geometry);
                    pair.Cpu.NormalizeGradient(y, x, m, v, weight, dx, dw, db, Eps, geometry);
                    return [.. ((View[])[m, v, y, dx, dw, db]).SelectMany(pair.Read)];
                }
                var one = Run(1);
                Assert.True(one.SequenceEqual(Run(2)), "2 threads gave other bits than one");
                Assert.True(one.SequenceEqual(Run(3)), "3 threads gave other bits than one");
            }
    }

    // In double the oracle's own one-by-one sum is what errs.
    private static double Roundings(LanePair pair, NormGeometry geometry) => 16 + (pair.Type == ElementType.Float64 ? geometry.Count / 32 : 0);

    private static View Shifted(LanePair pair, Shape shape)
    {
        var random = new Random(3);
        return pair.Make(shape, _ => 3 * random.NextDouble() + 0.5);
    }

    private static (View X, View Mean, View Variance, View Weight, View Bias) Operands(LanePair pair, Shape shape, NormGeometry geometry)
    {
        var (x, mean, variance) = (Shifted(pair, shape), pair.Blank(new(geometry.G)), pair.Blank(new(geometry.G)));
        pair.Reference.Moments(x, mean, variance, geometry);
        return (x, mean, variance, pair.Random(new(geometry.Weights), 6), pair.Random(new(geometry.Weights), 7));
    }
}
