using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>Convolution and both gradients against the reference loops, for every lane, and against each other as adjoints.</summary>
public sealed class CpuConvolutionTests
{
    /// <summary>Name, x, w, stride, padding, dilation, groups.</summary>
    public static TheoryData<string, int[], int[], int[], int[], int[], int> Cases => new()
    {
        { "1-d", [3, 4, 50], [5, 4, 3], [1], [0], [1], 1 },
        { "1-d padded, dilated", [2, 3, 40], [9, 3, 5], [1], [4], [2], 1 },
        { "1-d of stride 3", [2, 3, 41], [4, 3, 4], [3], [2], [1], 1 },
        { "1-d longer than a block", [1, 2, 2500], [3, 2, 7], [1], [3], [1], 1 },
        { "2-d", [2, 5, 13, 11], [17, 5, 3, 3], [1], [0], [1], 1 },
        { "2-d padded", [3, 3, 9, 14], [10, 3, 3, 3], [1], [1], [1], 1 },
        { "2-d of full padding", [2, 3, 9, 8], [4, 3, 3, 2], [1], [2, 1], [1], 1 },
        { "2-d padded beyond the kernel", [2, 2, 6, 7], [3, 2, 3, 3], [1], [3, 4], [1], 1 },
        { "2-d of stride 2", [2, 6, 16, 15], [11, 6, 3, 3], [2], [1], [1], 1 },
        { "2-d, stride larger than the kernel", [2, 3, 17, 16], [4, 3, 2, 2], [3], [0], [1], 1 },
        { "2-d of mixed strides", [1, 3, 12, 17], [5, 3, 3, 5], [1, 2], [0, 2], [1, 2], 1 },
        { "2-d dilated", [2, 4, 15, 16], [6, 4, 3, 3], [1], [2], [2, 3], 1 },
        { "2-d in groups", [3, 8, 10, 10], [12, 4, 3, 3], [1], [1], [1], 2 },
        { "2-d in groups of stride 2", [3, 8, 10, 10], [12, 4, 3, 3], [2], [1], [1], 2 },
        { "1×1", [2, 20, 9, 9], [30, 20, 1, 1], [1], [0], [1], 1 },
        { "1×1 of stride 2", [2, 12, 9, 9], [10, 12, 1, 1], [2], [0], [1], 1 },
        { "1×1 on one position", [5, 12, 1, 1], [10, 12, 1, 1], [1], [0], [1], 1 },
        { "tiny planes", [40, 6, 4, 4], [9, 6, 3, 3], [1], [1], [1], 1 },
        { "kernel as large as the input", [4, 3, 5, 6], [7, 3, 5, 6], [1], [0], [1], 1 },
        { "one image", [1, 16, 20, 20], [24, 16, 3, 3], [1], [1], [1], 1 },
        { "many images", [35, 3, 8, 9], [4, 3, 3, 3], [1], [1], [1], 1 },
        { "large plane", [1, 2, 70, 80], [3, 2, 3, 3], [1], [1], [1], 1 },
        { "long sum", [1, 130, 10, 10], [9, 130, 3, 3], [1], [0], [1], 1 },
        { "depthwise", [3, 5, 9, 20], [5, 1, 3, 3], [1], [1], [1], 5 },
        { "depthwise with a multiplier", [3, 5, 9, 20], [15, 1, 3, 3], [1], [1], [1], 5 },
        { "depthwise of stride 2", [3, 5, 9, 20], [10, 1, 3, 5], [2], [1, 2], [1], 5 },
        { "depthwise, dilated", [2, 4, 12, 13], [4, 1, 3, 3], [1], [2], [2], 4 },
        { "depthwise, padded beyond the kernel", [2, 4, 5, 6], [4, 1, 2, 2], [1], [2], [1], 4 },
        { "depthwise 1-d", [2, 6, 33], [6, 1, 4], [2], [1], [1], 6 },
        { "depthwise 3-d", [2, 3, 6, 7, 8], [6, 1, 3, 3, 3], [1, 2, 1], [1], [1], 3 },
        { "3-d", [2, 3, 8, 9, 10], [10, 3, 3, 3, 3], [1], [0], [1], 1 },
        { "3-d padded, dilated in depth", [2, 3, 8, 7, 9], [6, 3, 3, 2, 3], [1], [2, 1, 1], [2, 1, 1], 1 },
        { "3-d of stride 2", [2, 3, 8, 9, 10], [5, 3, 3, 3, 3], [2], [1], [1], 1 },
        { "3-d, depth padded beyond the kernel", [1, 2, 3, 6, 7], [3, 2, 2, 3, 3], [1], [3, 1, 1], [1], 1 },
        { "first layer of HybridSN, smaller", [3, 1, 12, 11, 11], [8, 1, 7, 3, 3], [1], [0], [1], 1 },
        { "third layer of HybridSN: two planes in a chunk, many chunks in a part", [2, 4, 20, 21, 21], [16, 4, 3, 3, 3], [1], [0], [1], 1 },
        { "fourth layer of HybridSN, fewer channels: three images in a chunk", [20, 24, 19, 19], [17, 24, 3, 3], [1], [0], [1], 1 },
        { "4-d", [1, 2, 4, 5, 4, 6], [3, 2, 2, 3, 2, 3], [1], [1], [1], 1 },
    };

    [Theory, MemberData(nameof(Cases))]
    public void All_passes_match_the_reference(string name, int[] x, int[] w, int[] stride, int[] padding, int[] dilation, int groups)
    {
        Check(name, Geometry(x, w, stride, padding, dilation, groups), CpuLanes.All());
    }

    [Fact]
    public void Random_geometries_match_the_reference()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            int spatial = random.Next(1, 4), groups = random.Next(4) == 0 ? random.Next(2, 5) : 1;
            int[] kernel = Draw(1, 5), stride = random.Next(2) == 0 ? [1] : Draw(1, 4), dilation = random.Next(3) == 0 ? Draw(1, 4) : [1], padding = Draw(0, 4);
            var most = spatial switch { 1 => 1500, 2 => 45, _ => 14 };
            var input = Enumerable.Range(0, spatial)
                .Select(d => random.Next(Math.Max(1, dilation[d % dilation.Length] * (kernel[d] - 1) + 1 - 2 * padding[d]), most)).ToArray();
            int channels = random.Next(1, random.Next(2) == 0 ? 3 : 20), outputs = random.Next(1, 20), batch = random.Next(1, random.Next(3) == 0 ? 36 : 4);
            if (spatial == 3 || batch > 4) (channels, outputs) = (Math.Min(channels, 5), Math.Min(outputs, 10));
            var g = Geometry([batch, channels * groups, .. input], [outputs * groups, channels, .. kernel], stride, padding, dilation, groups);
            Check($"random {i}: {g}", g, [CpuLanes.Float32().Last(), CpuLanes.Float64().First()]);

            int[] Draw(int least, int below) => Enumerable.Range(0, spatial).Select(_ => random.Next(least, below)).ToArray();
        }
    }

    private static void Check(string name, ConvolutionGeometry g, IEnumerable<Backend> backends)
    {
        foreach (var backend in backends)
        {
            var reference = Device.Reference.Backend(backend.Type);
            using HostArray a = HostArray.Random(backend, g.X.Count, 1), k = HostArray.Random(backend, g.W.Count, 2), b = HostArray.Random(backend, g.OutChannels, 3);
            using var dy = HostArray.Random(backend, g.Y.Count, 4);
            foreach (var bias in (View?[])[null, b.View])
                Same(g.Y.Count, g.Taps, $"{name}: forward", (on, y) => on.Convolution(a.View, k.View, bias, y, g));
            Same(g.X.Count, g.GroupOutChannels * g.Kernel.Count, $"{name}: dx", (on, dx) => on.ConvolutionInputGradient(dy.View, k.View, dx, g));
            Same(g.W.Count, g.Batch * g.Output.Count, $"{name}: dw", (on, dw) => on.ConvolutionWeightGradient(a.View, dy.View, dw, g));

            void Same(long count, long length, string what, Action<Backend, View> pass)
            {
                using HostArray expected = new(reference, new double[count]), actual = new(backend, Enumerable.Repeat(double.NaN, (int)count).ToArray());
                pass(reference, expected.View);
                pass(backend, actual.View);
                Near.Assert(expected.Read(), actual.Read(), backend.Type, length, $"{what}, {backend.GetType()}");
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Gradients_are_the_adjoints(string name, int[] x, int[] w, int[] stride, int[] padding, int[] dilation, int groups)
    {
        var g = Geometry(x, w, stride, padding, dilation, groups);
        foreach (var backend in CpuLanes.Float64())
        {
            using HostArray a = HostArray.Random(backend, g.X.Count, 1), k = HostArray.Random(backend, g.W.Count, 2), dy = HostArray.Random(backend, g.Y.Count, 3);
            using HostArray y = new(backend, new double[g.Y.Count]), dx = new(backend, new double[g.X.Count]), dw = new(backend, new double[g.W.Count]);
            backend.Convolution(a.View, k.View, null, y.View, g);
            backend.ConvolutionInputGradient(dy.View, k.View, dx.View, g);
            backend.ConvolutionWeightGradient(a.View, dy.View, dw.View, g);
            var product = Dot(y, dy);
            var scale = 1e-12 * Math.Sqrt(Dot(y, y) * Dot(dy, dy)) + 1e-12;
            Assert.True(Math.Abs(product - Dot(a, dx)) <= scale, $"{name}: ⟨y, dy⟩ = {product}, ⟨x, dx⟩ = {Dot(a, dx)}");
            Assert.True(Math.Abs(product - Dot(k, dw)) <= scale, $"{name}: ⟨y, dy⟩ = {product}, ⟨w, dw⟩ = {Dot(k, dw)}");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Bits_do_not_depend_on_the_number_of_threads(string name, int[] x, int[] w, int[] stride, int[] padding, int[] dilation, int groups)
    {
        var g = Geometry(x, w, stride, padding, dilation, groups);
        var backend = CpuLanes.Float32().Last();
        using HostArray a = HostArray.Random(backend, g.X.Count, 1), k = HostArray.Random(backend, g.W.Count, 2), dy = HostArray.Random(backend, g.Y.Count, 3);
        using HostArray y = new(backend, new double[g.Y.Count]), dx = new(backend, new double[g.X.Count]), dw = new(backend, new double[g.W.Count]);
        (double[] Y, double[] Dx, double[] Dw)? first = null;
        foreach (var threads in (int[])[1, 2, 3])
        {
            using var _ = new ThreadCount(threads);
            backend.Convolution(a.View, k.View, null, y.View, g);
            backend.ConvolutionInputGradient(dy.View, k.View, dx.View, g);
            backend.ConvolutionWeightGradient(a.View, dy.View, dw.View, g);
            first ??= (y.Read(), dx.Read(), dw.Read());
            Assert.True(first.Value.Y.SequenceEqual(y.Read()), $"{name}: forward with {threads} threads");
            Assert.True(first.Value.Dx.SequenceEqual(dx.Read()), $"{name}: dx with {threads} threads");
            Assert.True(first.Value.Dw.SequenceEqual(dw.Read()), $"{name}: dw with {threads} threads");
        }
    }

    private static ConvolutionGeometry Geometry(int[] x, int[] w, int[] stride, int[] padding, int[] dilation, int groups) =>
        ConvolutionGeometry.Of(new(x), new(w), new(stride), new(padding), new(dilation), groups);

    private static double Dot(HostArray a, HostArray b) => a.Read().Zip(b.Read(), (p, q) => p * q).Sum();
}
