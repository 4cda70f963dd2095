using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceIndexingTests
{
    [Fact]
    public void IndexSelect_takes_positions_in_the_order_given_and_as_often()
    {
        using var memory = new ReferenceMemory();
        var y = memory.Empty([2, 4, 1]);
        memory.Backend.IndexSelect(memory.Of([2, 3, 1], 1, 2, 3, 4, 5, 6), memory.Elements<long>([4], 2, 0, 2, 1), y, new(2, 3, 1));
        memory.Expect(y, 3, 1, 3, 2, 6, 4, 6, 5);
    }

    [Fact]
    public void IndexAdd_adds_repeated_positions_and_clears_the_rest()
    {
        using var memory = new ReferenceMemory();
        var dx = memory.Empty([3, 2]);
        memory.Backend.IndexAdd(memory.Of([3, 2], 1, 2, 3, 4, 5, 6), memory.Elements<long>([3], 2, 0, 2), dx, new(1, 3, 2));
        memory.Expect(dx, 3, 4, 0, 0, 6, 8);
    }

    [Fact]
    public void Selecting_and_adding_are_adjoint()
    {
        var random = new Random(31);
        for (var trial = 0; trial < 50; trial++)
        {
            using var memory = new ReferenceMemory(seed: trial);
            var line = new LineGeometry(random.Next(1, 4), random.Next(1, 6), random.Next(1, 4));
            var index = memory.Elements<long>([7], [.. Enumerable.Range(0, 7).Select(_ => (long)random.Next(line.Length))]);
            memory.ProveAdjoint([line.Outer, line.Length, line.Inner], [line.Outer, 7, line.Inner],
                (x, y) => memory.Backend.IndexSelect(x, index, y, line),
                (dy, dx) => memory.Backend.IndexAdd(dy, index, dx, line));
        }
    }

    [Theory, InlineData(3L), InlineData(-1L)]
    public void A_position_out_of_range_is_an_error_that_names_it(long position)
    {
        using var memory = new ReferenceMemory();
        var (x, index, y) = (memory.Random([3]), memory.Elements<long>([1], position), memory.Empty([1]));
        var error = Assert.Throws<UsageException>(() => memory.Backend.IndexSelect(x, index, y, new(1, 3, 1)));
        Assert.Contains($"index {position}", error.Message);
        Assert.Throws<UsageException>(() => memory.Backend.IndexAdd(y, index, x, new(1, 3, 1)));
    }
}
