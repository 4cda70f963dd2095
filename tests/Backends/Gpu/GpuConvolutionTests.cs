using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Convolution and both gradients on the GPU's backends against the reference loops.</summary>
public sealed class GpuConvolutionTests
{
    /// <summary>Name, x, w, stride, padding, dilation, groups.</summary>
    private static readonly (string Name, int[] X, int[] W, int[] Stride, int[] Padding, int[] Dilation, int Groups)[] Cases =
    [
        ("1-d padded, dilated", [2, 3, 40], [9, 3, 5], [1], [4], [2], 1),
        ("1-d of stride 3", [2, 3, 41], [4, 3, 4], [3], [2], [1], 1),
        ("2-d", [2, 5, 13, 11], [17, 5, 3, 3], [1], [0], [1], 1),
        ("2-d padded beyond the kernel", [2, 2, 6, 7], [3, 2, 3, 3], [1], [3, 4], [1], 1),
        ("2-d of stride 2", [2, 6, 16, 15], [11, 6, 3, 3], [2], [1], [1], 1),
        ("2-d, stride larger than the input", [2, 3, 2, 3], [4, 3, 2, 2], [5], [0], [1], 1),
        ("2-d of stride 2, dilated by 2 and 3", [2, 2, 13, 14], [3, 2, 3, 3], [2], [3], [2, 3], 1),
        ("2-d in groups", [3, 6, 10, 10], [9, 2, 3, 3], [1], [1], [1], 3),
        ("2-d in groups of stride 2", [3, 8, 9, 10], [12, 4, 5, 5], [2], [2], [1], 2),
        ("1×1", [2, 20, 9, 9], [30, 20, 1, 1], [1], [0], [1], 1),
        ("1×1 in quads, in groups", [2, 8, 6, 6], [24, 4, 1, 1], [1], [0], [1], 2),
        ("1×1 of stride 2", [2, 12, 9, 9], [10, 12, 1, 1], [2], [0], [1], 1),
        ("7×7 of stride 2", [2, 3, 15, 14], [4, 3, 7, 7], [2], [3], [1], 1),
        ("long sum", [1, 130, 5, 5], [9, 130, 3, 3], [1], [0], [1], 1),
        ("3-d padded, dilated in depth", [2, 3, 8, 7, 9], [6, 3, 3, 2, 3], [1], [2, 1, 1], [2, 1, 1], 1),
        ("3-d", [1, 2, 5, 6, 7], [3, 2, 3, 3, 3], [1], [0], [1], 1),
        ("first layer of HybridSN, smaller: one channel, so depthwise", [3, 1, 9, 6, 6], [8, 1, 7, 3, 3], [1], [0], [1], 1),
        ("spectra, 7 deep", [2, 2, 9, 6, 5], [5, 2, 7, 3, 3], [1], [0], [1], 1),
        ("second layer of HybridSN, smaller: 5 deep", [2, 8, 7, 5, 6], [6, 8, 5, 3, 3], [1], [0], [1], 1),
        ("no input at all but padding", [2, 3, 0, 4], [5, 3, 1, 3], [1], [1, 0], [1], 1),
        ("no images", [0, 3, 5, 4], [5, 3, 3, 3], [1], [1], [1], 1),
        ("no output channels", [2, 3, 5, 4], [0, 3, 3, 3], [1], [1], [1], 1),
    ];

    public static IEnumerable<TheoryDataRow<string>> Devices =>
        from device in new[] { "ptx", "opencl" }
        select DevicesUnderTest.LongOnOpenCl(device, new TheoryDataRow<string>(device));

    [Theory, MemberData(nameof(Devices))]
    public void All_passes_match_the_reference(string device) => Check(device, ElementType.Float32, Cases);

    [Theory, MemberData(nameof(Devices))]
    public void All_passes_match_the_reference_in_double(string device) =>
        Check(device, ElementType.Float64, Cases.Where(c => c.Name is "2-d in groups of stride 2" or "3-d" or "1×1"));

    private static void Check(string device, ElementType type, IEnumerable<(string Name, int[] X, int[] W, int[] Stride, int[] Padding, int[] Dilation, int Groups)> cases)
    {
        var backend = DevicesUnderTest.Get(device).Backend(type);
        foreach (var (name, x, w, stride, padding, dilation, groups) in cases)
            Check(name, backend, ConvolutionGeometry.Of(new(x), new(w), new(stride), new(padding), new(dilation), groups));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Every_tile_matches_the_reference_on_ragged_sizes(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var type in (ElementType[])[ElementType.Float32, ElementType.Float64])
            foreach (var variant in GemmVariants.All)
            {
                GemmVariants.Forced = variant;
                try
                {
                    Check("planes", device.Backend(type), ConvolutionGeometry.Of([2, 5, 9, 8], [131, 5, 3, 3], 1, 1, 1, 1));
                    if (type == ElementType.Float32) Check("volumes of stride 2", device.Backend(type), ConvolutionGeometry.Of([2, 17, 3, 5, 6], [3, 17, 2, 3, 3], 2, 1, 1, 1));
                }
                finally
                {
                    GemmVariants.Forced = null;
                }
            }
    }

    // What breaks: four numbers are read or written at once, though the sizes alone fit that, and not where the view begins.
    [Theory, MemberData(nameof(Devices))]
    public void Views_that_begin_at_no_multiple_of_four_match_the_reference(string name)
    {
        var backend = DevicesUnderTest.Get(name).Backend(ElementType.Float32);
        foreach (var offset in (int[])[1, 2, 3, 4])
        {
            Check($"1×1 from {offset} on", backend, ConvolutionGeometry.Of([2, 8, 4, 5], [12, 8, 1, 1], 1, 0, 1, 1), offset);
            Check($"3×3 from {offset} on", backend, ConvolutionGeometry.Of([2, 4, 6, 6], [8, 4, 3, 3], 1, 1, 1, 1), offset);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void More_than_three_spatial_dimensions_are_refused(string name)
    {
        var backend = DevicesUnderTest.Get(name).Backend(ElementType.Float32);
        var g = ConvolutionGeometry.Of([1, 1, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1], 1, 0, 1, 1);
        using HostArray x = new(backend, new double[16]), w = new(backend, new double[1]), y = new(backend, new double[16]);
        Assert.Contains("at most 3 spatial dimensions", Assert.Throws<DeviceException>(() => backend.Convolution(x.View, w.View, null, y.View, g)).Message);
    }

    private static void Check(string name, Backend backend, ConvolutionGeometry g, int offset = 0)
    {
        var reference = Device.Reference.Backend(backend.Type);
        using HostArray x0 = HostArray.Random(reference, g.X.Count, 1), w0 = HostArray.Random(reference, g.W.Count, 2);
        using HostArray b0 = HostArray.Random(reference, g.OutChannels, 3), dy0 = HostArray.Random(reference, g.Y.Count, 4);
        using HostArray x1 = new(backend, x0.Read(), offset), w1 = new(backend, w0.Read(), offset), b1 = new(backend, b0.Read(), offset), dy1 = new(backend, dy0.Read(), offset);
        Same(g.Y.Count, g.Taps, "forward", y => reference.Convolution(x0.View, w0.View, null, y, g), y => backend.Convolution(x1.View, w1.View, null, y, g));
        Same(g.Y.Count, g.Taps, "forward with bias", y => reference.Convolution(x0.View, w0.View, b0.View, y, g), y => backend.Convolution(x1.View, w1.View, b1.View, y, g));
        Same(g.X.Count, g.GroupOutChannels * g.Kernel.Count, "dx",
            dx => reference.ConvolutionInputGradient(dy0.View, w0.View, dx, g), dx => backend.ConvolutionInputGradient(dy1.View, w1.View, dx, g));
        Same(g.W.Count, g.Batch * g.Output.Count, "dw",
            dw => reference.ConvolutionWeightGradient(x0.View, dy0.View, dw, g), dw => backend.ConvolutionWeightGradient(x1.View, dy1.View, dw, g));

        void Same(long count, long length, string pass, Action<View> expected, Action<View> actual)
        {
            using HostArray e = new(reference, new double[count]), a = new(backend, [.. Enumerable.Repeat(double.NaN, (int)count)], offset);
            expected(e.View);
            actual(a.View);
            Near.Assert(e.Read(), a.Read(), backend.Type, length, $"{name}: {pass}, {GemmVariants.Forced}");
        }
    }
}
