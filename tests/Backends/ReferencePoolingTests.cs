using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferencePoolingTests
{
    [Fact]
    public void MaxPool_takes_the_first_of_equals_and_NaN_above_all()
    {
        using var memory = new ReferenceMemory();
        var geometry = PoolGeometry.Of([1, 1, 2, 6], 2, 2, 0, 1, false, true);
        var x = memory.Of([1, 1, 2, 6], 3, 3, 1, double.NaN, -1, -1, 3, 0, double.NaN, 9, -5, -1);
        var (y, indices) = (memory.Empty(geometry.Y), memory.Elements<long>(geometry.Y, new long[3]));
        memory.Backend.MaxPool(x, y, indices, geometry);
        memory.Expect(y, 3, double.NaN, -1);
        Assert.Equal([0, 3, 4], indices.Span<long>().ToArray());
    }

    [Fact]
    public void MaxPool_never_takes_the_padding()
    {
        using var memory = new ReferenceMemory();
        var geometry = PoolGeometry.Of([1, 1, 3], 3, 2, 1, 1, false, true);
        var (y, indices) = (memory.Empty(geometry.Y), memory.Elements<long>(geometry.Y, new long[2]));
        memory.Backend.MaxPool(memory.Of([1, 1, 3], -3, -2, -1), y, indices, geometry);
        memory.Expect(y, -2, -1);
        Assert.Equal([1, 2], indices.Span<long>().ToArray());
    }

    [Fact]
    public void A_window_whose_taps_all_lie_in_the_padding_is_refused()
    {
        // Taps at −1 and 2 of an extent of 2; every other window that fits has a tap inside.
        var error = Assert.Throws<ShapeException>(() => PoolGeometry.Of([1, 1, 2], 2, 1, 1, 3, false, true));
        Assert.Contains("padding", error.Message);
        for (var extent = 1; extent < 6; extent++)
            for (var kernel = 1; kernel < 5; kernel++)
                for (var dilation = 1; dilation < 5; dilation++)
                    for (var padding = 0; padding <= kernel / 2; padding++)
                        if (Fits(extent, kernel, dilation, padding) is { } geometry)
                            for (var i = 0; i < geometry.Output[0]; i++)
                                Assert.True(geometry.Window(0, i).Start < geometry.Window(0, i).End);

        static PoolGeometry? Fits(int extent, int kernel, int dilation, int padding)
        {
            try
            {
                return PoolGeometry.Of([1, 1, extent], kernel, 1, padding, dilation, true, true);
            }
            catch (ShapeException)
            {
                return null;
            }
        }
    }

    [Theory]
    [InlineData(true, new[] { 1.0 / 2, 4.0 / 2, 6.0 / 2, 10.0 / 2, 11.0 / 2, 15.0 / 2, 11.0 / 2 })]
    [InlineData(false, new[] { 1.0, 4.0 / 2, 6.0 / 2, 10.0 / 2, 11.0 / 2, 15.0 / 2, 11.0 })]
    public void AveragePool_counts_the_padding_if_asked(bool countIncludePad, double[] expected)
    {
        using var memory = new ReferenceMemory();
        var geometry = PoolGeometry.Of([1, 1, 6], 2, 1, 1, 1, false, countIncludePad);
        var y = memory.Empty(geometry.Y);
        memory.Backend.AveragePool(memory.Of([1, 1, 6], 1, 3, 3, 7, 4, 11), y, geometry);
        memory.Expect(y, expected);
    }

    [Fact]
    public void AveragePool_divides_an_overhanging_window_by_what_the_padded_input_holds()
    {
        using var memory = new ReferenceMemory();
        // Over 0 1 2 3 4 5 0 every window is whole; over 1 2 3 4 a second one holds the 4 alone.
        var geometry = PoolGeometry.Of([1, 1, 5], 3, 3, 1, 1, true, true);
        var y = memory.Empty(geometry.Y);
        memory.Backend.AveragePool(memory.Of([1, 1, 5], 1, 2, 3, 4, 5), y, geometry);
        memory.Expect(y, (1 + 2) / 3.0, (3 + 4 + 5) / 3.0);
        geometry = PoolGeometry.Of([1, 1, 4], 3, 3, 0, 1, true, true);
        memory.Backend.AveragePool(memory.Of([1, 1, 4], 1, 2, 3, 4), y, geometry);
        memory.Expect(y, 2, 4);
    }

    [Fact]
    public void Adaptive_average_covers_ragged_windows()
    {
        using var memory = new ReferenceMemory();
        var geometry = PoolGeometry.OfAdaptive([1, 1, 5], 3);
        var y = memory.Empty(geometry.Y);
        memory.Backend.AveragePool(memory.Of([1, 1, 5], 1, 2, 4, 8, 16), y, geometry);
        memory.Expect(y, 1.5, 14 / 3.0, 12);
    }

    [Fact]
    public void Pools_meet_their_definition_for_ragged_shapes_of_one_to_three_dimensions()
    {
        var random = new Random(21);
        for (var trial = 0; trial < 150; trial++)
        {
            using var memory = new ReferenceMemory(seed: trial);
            var geometry = RandomGeometry(random, average: false);
            var (x, y, indices) = (memory.Random(geometry.X), memory.Empty(geometry.Y), memory.Elements<long>(geometry.Y, new long[geometry.Y.Count]));
            memory.Backend.MaxPool(x, y, indices, geometry);
            var (values, positions) = (memory.Read(y), indices.Span<long>().ToArray());
            var plane = 0;
            foreach (var (taps, i) in Definition(geometry, memory.Read(x)).Select((w, i) => (w.Taps, i)))
            {
                plane = (int)(i / geometry.Output.Count);
                var best = taps.MaxBy(t => t.Value);
                Assert.Equal(best.Value, values[i]);
                Assert.Equal(best.Position, positions[i]);
            }
            Assert.Equal(geometry.Planes - 1, plane);

            var averaged = RandomGeometry(random, average: true);
            (x, y) = (memory.Random(averaged.X), memory.Empty(averaged.Y));
            memory.Backend.AveragePool(x, y, averaged);
            memory.Expect(y, [.. Definition(averaged, memory.Read(x)).Select(w => w.Taps.Sum(t => t.Value) / w.Divisor)]);
        }
    }

    [Fact]
    public void Gradients_of_pools_are_adjoint()
    {
        var random = new Random(22);
        for (var trial = 0; trial < 100; trial++)
        {
            using var memory = new ReferenceMemory(seed: trial);
            var geometry = RandomGeometry(random, average: true);
            memory.ProveAdjoint(geometry.X, geometry.Y,
                (x, y) => memory.Backend.AveragePool(x, y, geometry),
                (dy, dx) => memory.Backend.AveragePoolGradient(dy, dx, geometry));

            var indices = memory.Elements<long>(geometry.Y, new long[geometry.Y.Count]);
            memory.Backend.MaxPool(memory.Random(geometry.X), memory.Empty(geometry.Y), indices, geometry);
            memory.ProveAdjoint(geometry.X, geometry.Y,
                (x, y) => memory.Backend.PoolGather(x, indices, y, geometry),
                (dy, dx) => memory.Backend.PoolScatter(dy, indices, dx, geometry));
        }
    }

    [Fact]
    public void A_position_outside_the_plane_is_an_error()
    {
        using var memory = new ReferenceMemory();
        var geometry = PoolGeometry.Of([1, 1, 4], 2, 2, 0, 1, false, true);
        var error = Assert.Throws<UsageException>(() => memory.Backend.PoolGather(
            memory.Random(geometry.X), memory.Elements<long>(geometry.Y, 0, 4), memory.Empty(geometry.Y), geometry));
        Assert.Contains("index 4", error.Message);
    }

    private static PoolGeometry RandomGeometry(Random random, bool average)
    {
        var rank = random.Next(1, 4);
        var (kernel, stride, padding, dilation, spatial) = (new int[rank], new int[rank], new int[rank], new int[rank], new int[rank]);
        for (var i = 0; i < rank; i++)
        {
            kernel[i] = random.Next(1, 4);
            (stride[i], padding[i], dilation[i]) = (random.Next(1, 5), random.Next(0, kernel[i] / 2 + 1), average ? 1 : random.Next(1, 3));
            spatial[i] = dilation[i] * (kernel[i] - 1) + 1 + random.Next(0, 6);
        }
        Shape x = new([random.Next(1, 3), random.Next(1, 3), .. spatial]);
        return random.Next(4) == 0
            ? PoolGeometry.OfAdaptive(x, new Sizes([.. spatial.Select(s => random.Next(1, s + 2))]))
            : PoolGeometry.Of(x, new(kernel), new(stride), new(padding), new(dilation), random.Next(2) == 0, random.Next(2) == 0);
    }

    // Every window by testing all positions of the plane, in three dimensions; fewer are padded with ones.
    private static IEnumerable<(List<(long Position, double Value)> Taps, double Divisor)> Definition(PoolGeometry g, double[] x)
    {
        int[] input = Three(g.Input, 1), output = Three(g.Output, 1), kernel = Three(g.Kernel, 1);
        int[] stride = Three(g.Stride, 1), padding = Three(g.Padding, 0), dilation = Three(g.Dilation, 1);
        for (var plane = 0; plane < g.Planes; plane++)
            for (var a = 0; a < output[0]; a++)
                for (var b = 0; b < output[1]; b++)
                    for (var c = 0; c < output[2]; c++)
                    {
                        var taps = new List<(long, double)>();
                        for (var i = 0; i < input[0]; i++)
                            for (var j = 0; j < input[1]; j++)
                                for (var k = 0; k < input[2]; k++)
                                    if (Covers(0, a, i) && Covers(1, b, j) && Covers(2, c, k))
                                    {
                                        var position = (i * input[1] + j) * input[2] + k;
                                        taps.Add((position, x[plane * g.Input.Count + position]));
                                    }
                        yield return (taps, g.CountIncludePad && !g.Adaptive ? Padded(0, a) * Padded(1, b) * Padded(2, c) : taps.Count);
                    }

        bool Covers(int dim, int window, int position)
        {
            if (g.Adaptive)
                return position >= Math.Floor((double)window * input[dim] / output[dim]) && position < Math.Ceiling((window + 1.0) * input[dim] / output[dim]);
            var tap = position - (window * stride[dim] - padding[dim]);
            return tap >= 0 && tap % dilation[dim] == 0 && tap / dilation[dim] < kernel[dim];
        }

        int Padded(int dim, int window)
        {
            var start = window * stride[dim] - padding[dim];
            return Math.Min(start + kernel[dim], input[dim] + padding[dim]) - start;
        }
    }

    private static int[] Three(Shape sizes, int fill) => [.. Enumerable.Repeat(fill, 3 - sizes.Rank), .. sizes];
}
