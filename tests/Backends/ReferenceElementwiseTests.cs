using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceElementwiseTests
{
    private readonly record struct Affine(double A, double B) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Fma(V.Of(A), x, V.Of(B));
    }

    private readonly struct Digits : IBinary, ITernary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Of(10) * a + b;

        public V Invoke<V>(V a, V b, V c) where V : unmanaged, ILane<V> => V.Of(100) * a + V.Of(10) * b + c;
    }

    private readonly struct Momentum : IUpdate
    {
        public void Invoke<V>(ref V p, V g, ref V s0, ref V s1, ref V s2) where V : unmanaged, ILane<V>
        {
            s0 = V.Of(0.5) * s0 + g;
            s2 += V.Of(1);
            p -= s0;
        }
    }

    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void Map_applies_the_function_to_every_element_and_may_work_in_place(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        var x = memory.Of([2, 2], 1, -2, 0.5, double.NaN);
        memory.Backend.Map(new Affine(2, 1), x, x);
        memory.Expect(x, 3, -3, 2, double.NaN);
    }

    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void Zip_broadcasts_both_operands(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        var (a, b, y) = (memory.Of([2, 1], 1, 2), memory.Of([3], 3, 4, 5), memory.Empty([2, 3]));
        memory.Backend.Zip(new Digits(), a, b, y);
        memory.Expect(y, 13, 14, 15, 23, 24, 25);
        memory.Backend.Zip(new Digits(), memory.Of(Shape.Scalar, 9), memory.Of([2, 3], 0, 1, 2, 3, 4, 5), y);
        memory.Expect(y, 90, 91, 92, 93, 94, 95);
    }

    [Fact]
    public void Zip_of_three_broadcasts_over_leading_and_inner_dimensions()
    {
        using var memory = new ReferenceMemory();
        var y = memory.Empty([2, 2, 2]);
        memory.Backend.Zip(new Digits(), memory.Of([2, 1, 1], 1, 2), memory.Of([2, 1], 3, 4), memory.Of([1, 1, 2], 5, 6), y);
        memory.Expect(y, 135, 136, 145, 146, 235, 236, 245, 246);
    }

    [Fact]
    public void Update_steps_parameters_and_the_states_that_are_given()
    {
        using var memory = new ReferenceMemory();
        var (p, g, s0, s2) = (memory.Of([2], 1, 2), memory.Of([2], 0.25, -1), memory.Of([2], 2, 4), memory.Of([2], 0, 7));
        memory.Backend.Update(new Momentum(), p, g, s0, null, s2);
        memory.Expect(p, -0.25, 1);
        memory.Expect(s0, 1.25, 1);
        memory.Expect(s2, 1, 8);
        memory.Expect(g, 0.25, -1);
    }

    [Fact]
    public void Dropout_keeps_what_was_drawn_at_or_above_p_and_scales_it()
    {
        using var memory = new ReferenceMemory();
        var key = new PhiloxKey(5, 2, 3);
        var (x, y) = (memory.Random([10_000]), memory.Empty([10_000]));
        memory.Backend.Dropout(x, y, 0.4, key);
        var (before, after) = (memory.Read(x), memory.Read(y));
        var kept = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var keep = Philox.Uniform(key, (ulong)i) >= 0.4;
            Assert.Equal(keep ? before[i] / 0.6 : 0, after[i], 1e-15);
            if (keep) kept++;
        }
        Assert.InRange(kept, 5800, 6200);
        memory.Backend.Dropout(x, y, 1, key);
        Assert.All(memory.Read(y), v => Assert.Equal(0, v));
    }
}
