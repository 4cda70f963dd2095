using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuNormalizationTests
{
    private const double Eps = 1e-5;

    // Columns, few columns, short and long groups, one and several parts, extents that fill neither teams nor groups.
    private static readonly Shape[] BatchShapes =
    [
        [1, 1], [2, 1], [5, 3], [33, 17], [300, 65], [2, 3, 1], [2, 3, 5], [3, 40, 2], [4, 5, 7, 9], [2, 3, 31], [7, 2, 33], [2, 8, 5, 6, 7],
        [3, 2, 5000], [130, 2, 130], [9000, 3],
    ];

    private static readonly (Shape X, int Groups)[] GroupShapes =
        [([2, 4, 5], 2), ([3, 6, 4, 5], 3), ([3, 6], 2), ([2, 6, 33], 1), ([2, 6, 1], 6), ([1, 2, 5000], 1), ([3, 4, 70], 4)];

    private static readonly (Shape X, int First)[] LayerShapes =
        [([4, 5], 1), ([70, 33], 1), ([2, 3, 16], 2), ([3, 4, 5], 1), ([5, 1], 1), ([17], 0), ([3, 1300], 1), ([1030, 3], 1), ([2, 9001], 1)];

    // Nobody's so far, but of the geometry's rule: an outer extent beside weights of the elements, or of channels.
    private static readonly NormGeometry[] OtherGeometries = [new(3, 4, 6, 2, 6, 1), new(2, 4, 6, 2, 3, 2), new(2, 6, 5, 3, 1, 5)];

    private static readonly (string Name, NormGeometry Geometry)[] Cases =
    [
        .. BatchShapes.Select(x => ($"batch norm of {x}", NormGeometry.Batch(x))),
        .. GroupShapes.Select(c => ($"norm of {c.X} in {c.Groups} groups", NormGeometry.Group(c.X, c.Groups))),
        .. LayerShapes.Select(c => ($"layer norm of {c.X} from dimension {c.First}", NormGeometry.Layer(c.X, c.X[c.First..]))),
        .. OtherGeometries.Select(g => ($"{g}", g)),
    ];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuPair.All;

    [Theory, MemberData(nameof(Devices))]
    public void Moments_match_Reference_on_every_layout(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var (name, g) in Cases)
            pair.Check(name, Roundings(type, g), [Shifted(g)], [g.G, g.G], (backend, x, y) => backend.Moments(x[0], y[0], y[1], g));
    }

    [Theory, MemberData(nameof(Devices))]
    public void The_variance_of_numbers_far_from_zero_does_not_cancel(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var shape in (Shape[])[[64, 3], [400, 20], [8, 3, 40], [2, 2, 9000]])
        {
            // Mean 10,000 and variance 1, in numbers that a float holds exactly.
            var (x, g) = (GpuPair.Values(shape.Count, i => 10_000 + (i * 7 % 12 < 6 ? 1 : -1)), NormGeometry.Batch(shape));
            pair.Check($"{shape}", 32, [x], [g.G], (backend, x, y) => backend.Moments(x[0], Room(backend, g.G), y[0], g));
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void One_outlier_does_not_drown_in_its_neighbours_nor_they_in_it(string device, ElementType type)
    {
        // The first element is what others are counted from.
        var pair = new GpuPair(device, type);
        var g = NormGeometry.Batch([2, 2, 3000]);
        var x = GpuPair.Values(g.Count * g.G, i => i % 3000 == 0 ? -3e4 : i % 5);
        pair.Check("outlier", 64, [x], [g.G, g.G], (backend, x, y) => backend.Moments(x[0], y[0], y[1], g));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Normalize_matches_Reference_with_and_without_weights(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var (name, g) in Cases)
        {
            var (operands, size) = (Operands(g), (int)g.Count * g.G);
            pair.Check(name, 8, operands, [size], (backend, o, y) => backend.Normalize(o[0], o[1], o[2], o[3], o[4], y[0], Eps, g));
            pair.Check(name, 8, operands, [size], (backend, o, y) => backend.Normalize(o[0], o[1], o[2], null, null, y[0], Eps, g));
            pair.Check(name, 8, operands, [size], (backend, o, y) => backend.Normalize(o[0], o[1], o[2], o[3], null, y[0], Eps, g));
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void NormalizeGradient_matches_Reference_in_each_of_its_results(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var (name, g) in Cases)
        {
            var (operands, size) = (Operands(g), (int)g.Count * g.G);
            var terms = Math.Max(1 / Math.Sqrt(operands[2].Min() + Eps), Math.Sqrt(g.Count));
            pair.Check(name, 64, operands, [size, g.Weights, g.Weights],
                (backend, o, y) => backend.NormalizeGradient(o[5], o[0], o[1], o[2], o[3], y[0], y[1], y[2], Eps, g), terms);
            pair.Check(name, 64, operands, [size], (backend, o, y) => backend.NormalizeGradient(o[5], o[0], o[1], o[2], null, y[0], null, null, Eps, g), terms);
            pair.Check(name, 64, operands, [g.Weights], (backend, o, y) => backend.NormalizeGradient(o[5], o[0], o[1], o[2], o[3], null, y[0], null, Eps, g), terms);
            pair.Check(name, 64, operands, [g.Weights], (backend, o, y) => backend.NormalizeGradient(o[5], o[0], o[1], o[2], o[3], null, null, y[0], Eps, g), terms);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_second_run_gives_the_same_bits(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var g in (NormGeometry[])[NormGeometry.Batch([8, 3, 3000]), NormGeometry.Layer([50, 70], [70])])
        {
            double[][] Run() => GpuPair.Run(pair.Gpu, Operands(g), [g.G, g.G, (int)g.Count * g.G, g.Weights, g.Weights], (backend, o, y) =>
            {
                backend.Moments(o[0], y[0], y[1], g);
                backend.NormalizeGradient(o[5], o[0], o[1], o[2], o[3], y[2], y[3], y[4], Eps, g);
            });
            Assert.Equal(Run(), Run());
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void An_empty_batch_has_no_statistics_and_no_gradient(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var g in (NormGeometry[])[NormGeometry.Batch([0, 3, 2]), NormGeometry.Batch([0, 9]), NormGeometry.Layer([0, 4], [4]), NormGeometry.Group([0, 4, 2], 2)])
        {
            double[][] operands = [[], Shifted(g.G), Shifted(g.G), Shifted(g.Weights), Shifted(g.Weights), []];
            pair.Check($"{g}", 0, operands, [0, g.G, g.G, 0, 0, g.Weights, g.Weights], (backend, o, y) =>
            {
                backend.Moments(o[0], y[1], y[2], g);
                backend.Normalize(o[0], o[1], o[2], o[3], o[4], y[3], Eps, g);
                backend.NormalizeGradient(o[5], o[0], o[1], o[2], o[3], y[4], y[5], y[6], Eps, g);
            });
        }
    }

    // In double the oracle's own one-by-one sum is what errs.
    private static double Roundings(ElementType type, NormGeometry g) => 16 + (type == ElementType.Float64 ? g.Count / 32 : 0);

    private static double[] Shifted(NormGeometry g) => Shifted(g.Count * g.G);

    private static double[] Shifted(long count) => Array.ConvertAll(GpuPair.Random(count, 3), v => 1.5 * v + 2);

    private static View Room(Backend backend, int count) => new(backend.Allocate(backend.Type, count), 0, [count]);

    // x, mean, variance, weight, bias, dy.
    private static double[][] Operands(NormGeometry g)
    {
        var x = Shifted(g);
        var moments = GpuPair.Run(Device.Reference.Backend(ElementType.Float64), [x], [g.G, g.G], (backend, o, y) => backend.Moments(o[0], y[0], y[1], g));
        return [x, .. moments, GpuPair.Random(g.Weights, 6), GpuPair.Random(g.Weights, 7), GpuPair.Random(x.Length, 5)];
    }
}
