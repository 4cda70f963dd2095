using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceCopyingTests
{
    [Fact]
    public void Cast_cuts_floats_towards_zero_and_saturates()
    {
        using var memory = new ReferenceMemory();
        var x = memory.Of([6], 1.9, -1.9, double.NaN, 1e30, -1e30, 0);
        var (ints, longs, bools) = (memory.Elements<int>([6], new int[6]), memory.Elements<long>([6], new long[6]), memory.Elements<bool>([6], new bool[6]));
        memory.Backend.Cast(x, ints);
        memory.Backend.Cast(x, longs);
        memory.Backend.Cast(x, bools);
        Assert.Equal([1, -1, 0, int.MaxValue, int.MinValue, 0], ints.Span<int>().ToArray());
        Assert.Equal([1, -1, 0, long.MaxValue, long.MinValue, 0], longs.Span<long>().ToArray());
        Assert.Equal([true, true, true, true, true, false], bools.Span<bool>().ToArray());
    }

    [Fact]
    public void Cast_reads_every_type()
    {
        using var memory = new ReferenceMemory();
        var y = memory.Empty([2]);
        memory.Backend.Cast(memory.Elements([2], true, false), y);
        memory.Expect(y, 1, 0);
        memory.Backend.Cast(memory.Elements([2], 0.1f, -3f), y);
        memory.Expect(y, 0.1f, -3);
        memory.Backend.Cast(memory.Elements([2], -7, 8), y);
        memory.Expect(y, -7, 8);
        memory.Backend.Cast(memory.Elements([2], 1L << 40, -9L), y);
        memory.Expect(y, 1099511627776, -9);
        var big = memory.Elements([1], 0L);
        memory.Backend.Cast(memory.Elements([1], long.MaxValue - 1), big);
        Assert.Equal(long.MaxValue - 1, big.Span<long>()[0]);
    }

    [Fact]
    public void Fill_writes_every_element_type()
    {
        using var memory = new ReferenceMemory();
        var (x, n, b) = (memory.Empty([3]), memory.Elements<long>([2], 1, 1), memory.Elements<bool>([2], false, false));
        memory.Backend.Fill(x, 2.5);
        memory.Backend.Fill(n, -4);
        memory.Backend.Fill(b, 1);
        memory.Expect(x, 2.5, 2.5, 2.5);
        Assert.Equal([-4, -4], n.Span<long>().ToArray());
        Assert.Equal([true, true], b.Span<bool>().ToArray());
    }

    [Fact]
    public void CopyStrided_transposes_flips_repeats_and_crops_in_every_element_size()
    {
        using var memory = new ReferenceMemory();
        var matrix = memory.Elements<long>([2, 3], 1, 2, 3, 4, 5, 6);
        var transposed = memory.Elements<long>([3, 2], new long[6]);
        memory.Backend.CopyStrided(matrix, transposed, new([3, 2], 0, new([1, 3]), 0, new([2, 1])));
        Assert.Equal([1, 4, 2, 5, 3, 6], transposed.Span<long>().ToArray());

        var line = memory.Elements([3], 1f, 2, 3);
        var flipped = memory.Elements<float>([2, 3], new float[6]);
        memory.Backend.CopyStrided(line, flipped, new([2, 3], 2, new([0, -1]), 0, new([3, 1])));
        Assert.Equal([3, 2, 1, 3, 2, 1], flipped.Span<float>().ToArray());

        var flags = memory.Elements([4], true, false, false, true);
        var middle = memory.Elements<bool>([4], new bool[4]);
        memory.Backend.CopyStrided(flags, middle, new([2], 2, new([1]), 1, new([2])));
        Assert.Equal([false, false, false, true], middle.Span<bool>().ToArray());
    }

    [Fact]
    public void CopyStrided_can_add_into_the_target()
    {
        using var memory = new ReferenceMemory();
        var (x, y) = (memory.Of([2, 2], 1, 2, 3, 4), memory.Of([2], 10, 20));
        memory.Backend.CopyStrided(x, y, new([2, 2], 0, new([2, 1]), 0, new([0, 1])), accumulate: true);
        memory.Expect(y, 14, 26);
    }

    [Fact]
    public void CopyStrided_and_its_mirror_image_are_adjoint()
    {
        using var memory = new ReferenceMemory();
        // y[i, j, k] = x[2 − j, 1 + 2k, 0] for every i: flip, crop with a step, repeat.
        Shape extents = [2, 3, 2];
        var (steps, target) = (new Steps([0, -10, 4]), Steps.Of([2, 3, 2]));
        memory.ProveAdjoint([3, 5, 2], extents,
            (x, y) => memory.Backend.CopyStrided(x, y, new(extents, 22, steps, 0, target)),
            (dy, dx) =>
            {
                memory.Backend.Fill(dx, 0);
                memory.Backend.CopyStrided(dy, dx, new(extents, 0, target, 22, steps), accumulate: true);
            });
    }
}
