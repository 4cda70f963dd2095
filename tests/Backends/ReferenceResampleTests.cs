using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceResampleTests
{
    // Doubling by linear interpolation between centres: weights ¼ and ¾, the borders repeated.
    private static readonly ResampleTable Doubled = new([0, 0, 0, 1, 0, 1, 1, 1], [1, 0, 0.75, 0.25, 0.25, 0.75, 1, 0]);

    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void Resample_mixes_two_neighbours(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        var y = memory.Empty([1, 4, 2]);
        memory.Backend.Resample(memory.Of([1, 2, 2], 0, 10, 4, 30), y, new(1, 2, 2), Doubled);
        memory.Expect(y, 0, 10, 1, 15, 3, 25, 4, 30);
    }

    [Fact]
    public void A_source_of_weight_0_is_not_read()
    {
        using var memory = new ReferenceMemory();
        var y = memory.Empty([1]);
        memory.Backend.Resample(memory.Of([2], 5, double.PositiveInfinity), y, new(1, 2, 1), new ResampleTable([0, 1], [1, 0]));
        memory.Expect(y, 5);
    }

    [Fact]
    public void Resampling_and_its_adjoint_are_adjoint()
    {
        var random = new Random(41);
        for (var trial = 0; trial < 50; trial++)
        {
            using var memory = new ReferenceMemory(seed: trial);
            var line = new LineGeometry(random.Next(1, 4), random.Next(1, 6), random.Next(1, 4));
            var n = random.Next(1, 9);
            var table = new ResampleTable(
                [.. Enumerable.Range(0, 2 * n).Select(_ => random.Next(line.Length))],
                [.. Enumerable.Range(0, 2 * n).Select(_ => random.Next(4) == 0 ? 0 : random.NextDouble())]);
            memory.ProveAdjoint([line.Outer, line.Length, line.Inner], [line.Outer, n, line.Inner],
                (x, y) => memory.Backend.Resample(x, y, line, table),
                (dy, dx) => memory.Backend.ResampleAdjoint(dy, dx, line, table));
        }
    }
}
