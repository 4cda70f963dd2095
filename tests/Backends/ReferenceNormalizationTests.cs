using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceNormalizationTests
{
    private static readonly NormGeometry[] Geometries =
    [
        NormGeometry.Batch([3, 4, 2, 5]), NormGeometry.Batch([6, 3]), NormGeometry.Group([2, 6, 3], 2), NormGeometry.Group([2, 4, 3, 2], 4),
        NormGeometry.Layer([4, 5, 3], [5, 3]), NormGeometry.Layer([4, 7], [7]),
    ];

    [Fact]
    public void Moments_are_those_of_exact_decimal_arithmetic_far_from_zero()
    {
        using var memory = new ReferenceMemory();
        var g = NormGeometry.Batch([3, 2, 4]);
        var values = Enumerable.Range(0, 24).Select(i => 1e6 + 0.25 * (i * 7 % 11)).ToArray();
        var (mean, variance) = (memory.Empty([2]), memory.Empty([2]));
        memory.Backend.Moments(memory.Of([3, 2, 4], values), mean, variance, g);
        for (var c = 0; c < 2; c++)
        {
            var channel = Enumerable.Range(0, 24).Where(i => i / 4 % 2 == c).Select(i => (decimal)values[i]).ToArray();
            var m = channel.Sum() / channel.Length;
            Assert.Equal((double)m, memory.Read(mean)[c], 1e-9);
            Assert.Equal((double)(channel.Sum(v => (v - m) * (v - m)) / channel.Length), memory.Read(variance)[c], 1e-9);
        }
    }

    [Fact]
    public void Every_geometry_normalizes_its_groups_to_mean_0_and_variance_1()
    {
        foreach (var g in Geometries)
        {
            using var memory = new ReferenceMemory();
            var (x, y) = (memory.Random([g.A, g.G, g.B]), memory.Empty([g.A, g.G, g.B]));
            var (mean, variance) = Moments(memory, x, g);
            memory.Backend.Normalize(x, mean, variance, null, null, y, 0, g);
            (mean, variance) = Moments(memory, y, g);
            Assert.All(memory.Read(mean), m => Assert.Equal(0, m, 1e-12));
            Assert.All(memory.Read(variance), v => Assert.Equal(1, v, 1e-12));
        }
    }

    [Fact]
    public void Normalize_finds_each_elements_weight()
    {
        using var memory = new ReferenceMemory();
        View zero = memory.Of([1, 4], 0, 0, 0, 0), one = memory.Of([1, 4], 1, 1, 1, 1);

        // Group norm of [1, 4, 1, 2] in 2 groups: one weight per channel, two elements each.
        var y = memory.Empty([1, 4, 2]);
        memory.Backend.Normalize(memory.Of([1, 4, 2], 1, 2, 3, 4, 5, 6, 7, 8), zero, one, memory.Of([4], 1, 10, 100, 1000), memory.Of([4], 0, 1, 2, 3), y, 0,
            NormGeometry.Group([1, 4, 1, 2], 2));
        memory.Expect(y, 1, 2, 31, 41, 502, 602, 7003, 8003);

        // Layer norm of [2, 3]: one weight per feature.
        y = memory.Empty([2, 3]);
        memory.Backend.Normalize(memory.Of([2, 3], 1, 2, 3, 4, 5, 6), zero, one, memory.Of([3], 1, 10, 100), null, y, 0, NormGeometry.Layer([2, 3], [3]));
        memory.Expect(y, 1, 20, 300, 4, 50, 600);

        // Batch norm of [2, 2, 1] with eps: 1/√(1 + 3) = ½.
        y = memory.Empty([2, 2, 1]);
        memory.Backend.Normalize(memory.Of([2, 2, 1], 1, 2, 3, 4), memory.Of([2], 1, 2), one, memory.Of([2], 2, 20), null, y, 3, NormGeometry.Batch([2, 2, 1]));
        memory.Expect(y, 0, 0, 2, 20);
    }

    [Fact]
    public void Gradients_match_central_differences_of_normalize_with_its_own_moments()
    {
        foreach (var g in Geometries)
        {
            using var memory = new ReferenceMemory();
            Shape shape = [g.A, g.G, g.B], weights = [g.Weights];
            var (x, weight, bias, dy) = (memory.Random(shape), memory.Random(weights), memory.Random(weights), memory.Random(shape));
            var (mean, variance) = Moments(memory, x, g);
            var (dx, dw, db) = (memory.Empty(shape), memory.Empty(weights), memory.Empty(weights));
            memory.Backend.NormalizeGradient(dy, x, mean, variance, weight, dx, dw, db, 1e-3, g);
            foreach (var (operand, gradient) in new[] { (x, dx), (weight, dw), (bias, db) })
            {
                var numeric = memory.Read(operand).Select((_, i) => Slope(operand, i)).ToArray();
                var analytic = memory.Read(gradient);
                for (var i = 0; i < numeric.Length; i++) Assert.Equal(numeric[i], analytic[i], 2e-7 * (1 + Math.Abs(numeric[i])));
            }

            double Slope(View operand, int i)
            {
                const double H = 1e-5;
                var elements = operand.Span<double>();
                var kept = elements[i];
                elements[i] = kept + H;
                var above = Loss();
                operand.Span<double>()[i] = kept - H;
                var below = Loss();
                operand.Span<double>()[i] = kept;
                return (above - below) / (2 * H);
            }

            double Loss()
            {
                var (m, v) = Moments(memory, x, g);
                var y = memory.Empty(shape);
                memory.Backend.Normalize(x, m, v, weight, bias, y, 1e-3, g);
                return memory.Dot(y, dy);
            }
        }
    }

    [Fact]
    public void Gradients_that_nobody_asks_for_are_left_alone()
    {
        using var memory = new ReferenceMemory();
        var g = NormGeometry.Batch([2, 3, 2]);
        var (x, dy, db) = (memory.Random([2, 3, 2]), memory.Of([2, 3, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), memory.Empty([3]));
        var (mean, variance) = Moments(memory, x, g);
        memory.Backend.NormalizeGradient(dy, x, mean, variance, null, null, null, db, 1e-5, g);
        memory.Expect(db, 18, 26, 34);
    }

    private static (View Mean, View Variance) Moments(ReferenceMemory memory, View x, NormGeometry g)
    {
        var (mean, variance) = (memory.Empty([g.G]), memory.Empty([g.G]));
        memory.Backend.Moments(x, mean, variance, g);
        return (mean, variance);
    }
}
