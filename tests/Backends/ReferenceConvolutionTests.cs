using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceConvolutionTests
{
    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void Convolution_of_one_small_plane(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        var geometry = ConvolutionGeometry.Of([1, 1, 3, 3], [1, 1, 2, 2], 1, 0, 1, 1);
        var (x, w, y) = (memory.Of(geometry.X, 1, 2, 3, 4, 5, 6, 7, 8, 9), memory.Of(geometry.W, 1, 0, 0, -1), memory.Empty(geometry.Y));
        memory.Backend.Convolution(x, w, memory.Of([1], 10), y, geometry);
        memory.Expect(y, 6, 6, 6, 6);
    }

    [Fact]
    public void Convolution_meets_its_definition_for_ragged_shapes_of_one_to_three_dimensions()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 150; trial++)
        {
            using var memory = new ReferenceMemory(seed: trial);
            var geometry = RandomGeometry(random);
            var (x, w, bias, y) = (memory.Random(geometry.X), memory.Random(geometry.W), memory.Random([geometry.OutChannels]), memory.Empty(geometry.Y));
            memory.Backend.Convolution(x, w, bias, y, geometry);
            memory.Expect(y, Definition(geometry, memory.Read(x), memory.Read(w), memory.Read(bias)));
        }
    }

    [Fact]
    public void Both_gradients_are_adjoint_to_the_convolution()
    {
        var random = new Random(12);
        for (var trial = 0; trial < 150; trial++)
        {
            using var memory = new ReferenceMemory(seed: trial);
            var geometry = RandomGeometry(random);
            var w = memory.Random(geometry.W);
            memory.ProveAdjoint(geometry.X, geometry.Y,
                (x, y) => memory.Backend.Convolution(x, w, null, y, geometry),
                (dy, dx) => memory.Backend.ConvolutionInputGradient(dy, w, dx, geometry));
            var x = memory.Random(geometry.X);
            memory.ProveAdjoint(geometry.W, geometry.Y,
                (w, y) => memory.Backend.Convolution(x, w, null, y, geometry),
                (dy, dw) => memory.Backend.ConvolutionWeightGradient(x, dy, dw, geometry));
        }
    }

    [Fact]
    public void Infinities_under_the_kernel_reach_only_the_windows_that_hold_them()
    {
        using var memory = new ReferenceMemory();
        var geometry = ConvolutionGeometry.Of([1, 1, 5], [1, 1, 3], 1, 1, 1, 1);
        var y = memory.Empty(geometry.Y);
        memory.Backend.Convolution(memory.Of(geometry.X, double.PositiveInfinity, 0, 0, 0, 1), memory.Of(geometry.W, 1, 1, 1), null, y, geometry);
        memory.Expect(y, double.PositiveInfinity, double.PositiveInfinity, 0, 1, 1);
    }

    private static ConvolutionGeometry RandomGeometry(Random random)
    {
        var rank = random.Next(1, 4);
        var (groups, spatial) = (random.Next(1, 4), new int[rank]);
        var (kernel, stride, padding, dilation) = (new int[rank], new int[rank], new int[rank], new int[rank]);
        for (var i = 0; i < rank; i++)
        {
            (kernel[i], stride[i], padding[i], dilation[i]) = (random.Next(1, 4), random.Next(1, 5), random.Next(0, 4), random.Next(1, 4));
            spatial[i] = Math.Max(1, dilation[i] * (kernel[i] - 1) + 1 - 2 * padding[i] + random.Next(0, 6));
        }
        var (c, o) = (groups * random.Next(1, 3), groups * random.Next(1, 4));
        return ConvolutionGeometry.Of(
            new([random.Next(1, 3), c, .. spatial]), new([o, c / groups, .. kernel]), new(stride), new(padding), new(dilation), groups);
    }

    // The sum of the definition with the zero padding written out, in three dimensions; fewer are padded with ones.
    private static double[] Definition(ConvolutionGeometry g, double[] x, double[] w, double[] bias)
    {
        int[] input = Three(g.Input, 1), kernel = Three(g.Kernel, 1), output = Three(g.Output, 1);
        int[] stride = Three(g.Stride, 1), padding = Three(g.Padding, 0), dilation = Three(g.Dilation, 1);
        var y = new List<double>();
        for (var n = 0; n < g.Batch; n++)
            for (var o = 0; o < g.OutChannels; o++)
                for (var d = 0; d < output[0]; d++)
                    for (var h = 0; h < output[1]; h++)
                        for (var v = 0; v < output[2]; v++)
                            y.Add(bias[o] + Window(n, o, d, h, v));
        return [.. y];

        double Window(int n, int o, int d, int h, int v)
        {
            var sum = 0.0;
            for (var c = 0; c < g.GroupInChannels; c++)
                for (var i = 0; i < kernel[0]; i++)
                    for (var j = 0; j < kernel[1]; j++)
                        for (var k = 0; k < kernel[2]; k++)
                            sum += Padded(n, o / g.GroupOutChannels * g.GroupInChannels + c,
                                    d * stride[0] + i * dilation[0] - padding[0],
                                    h * stride[1] + j * dilation[1] - padding[1],
                                    v * stride[2] + k * dilation[2] - padding[2])
                                * w[(((o * g.GroupInChannels + c) * kernel[0] + i) * kernel[1] + j) * kernel[2] + k];
            return sum;
        }

        double Padded(int n, int c, int i, int j, int k) =>
            i < 0 || i >= input[0] || j < 0 || j >= input[1] || k < 0 || k >= input[2]
                ? 0
                : x[(((n * g.InChannels + c) * input[0] + i) * input[1] + j) * input[2] + k];
    }

    private static int[] Three(Shape sizes, int fill) => [.. Enumerable.Repeat(fill, 3 - sizes.Rank), .. sizes];
}
