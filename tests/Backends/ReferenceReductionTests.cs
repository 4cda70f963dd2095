using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceReductionTests
{
    private readonly struct Sum : IReduction
    {
        public double Seed => 0;

        public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => accumulator + x;

        public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }

    private readonly struct Largest : IReduction
    {
        public double Seed => double.NegativeInfinity;

        public V Step<V>(V accumulator, V x) where V : unmanaged, ILane<V> => V.Max(accumulator, x);

        public V Merge<V>(V a, V b) where V : unmanaged, ILane<V> => V.Max(a, b);
    }

    [Theory]
    [InlineData(0b000u, new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(0b001u, new double[] { 8, 10, 12, 14, 16, 18 })]
    [InlineData(0b010u, new double[] { 9, 12, 27, 30 })]
    [InlineData(0b100u, new double[] { 3, 7, 11, 15, 19, 23 })]
    [InlineData(0b101u, new double[] { 18, 26, 34 })]
    [InlineData(0b111u, new double[] { 78 })]
    public void Reduce_sums_over_the_chosen_dimensions(uint axes, double[] expected)
    {
        foreach (var type in new[] { ElementType.Float32, ElementType.Float64 })
        {
            using var memory = new ReferenceMemory(type);
            var (x, y) = (memory.Of([2, 3, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), memory.Empty([expected.Length]));
            memory.Backend.Reduce(new Sum(), x, y, axes);
            memory.Expect(y, expected);
        }
    }

    [Fact]
    public void Reduce_of_nothing_is_the_seed_and_a_maximum_passes_NaN_on()
    {
        using var memory = new ReferenceMemory();
        var y = memory.Empty([2]);
        memory.Backend.Reduce(new Largest(), memory.Empty([2, 0]), y, 0b10);
        memory.Expect(y, double.NegativeInfinity, double.NegativeInfinity);
        memory.Backend.Reduce(new Largest(), memory.Of([2, 2], 1, double.NaN, -3, -2), y, 0b10);
        memory.Expect(y, double.NaN, -2);
    }

    [Fact]
    public void Reduce_of_floats_accumulates_in_double()
    {
        using var memory = new ReferenceMemory(ElementType.Float32);
        var y = memory.Empty([1]);
        memory.Backend.Reduce(new Sum(), memory.Of([3], 16777216, 1, 1), y, 1);
        memory.Expect(y, 16777218);
    }

    [Fact]
    public void ArgMax_takes_the_first_of_equals_and_NaN_above_all()
    {
        using var memory = new ReferenceMemory();
        var x = memory.Of([2, 3, 2], 1, 5, 3, 5, 3, 2, double.NaN, -1, 9, -2, double.NaN, -1);
        var y = memory.Elements<long>([2, 2], new long[4]);
        memory.Backend.ArgMax(x, y, LineGeometry.Of(x.Shape, 1));
        Assert.Equal([1, 0, 0, 0], y.Span<long>().ToArray());
    }
}
