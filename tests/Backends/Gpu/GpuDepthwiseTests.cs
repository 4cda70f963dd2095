using NeuralCore.Backends;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuDepthwiseTests
{
    private static readonly ConvolutionGeometry[] Cases =
    [
        // The kernels of their own: 3×3 and 5×5, strides 1 and 2, more than a group of threads, ragged columns.
        Planes([2, 3, 9, 11], 3, [3, 3]), Planes([1, 5, 20, 33], 5, [3, 3], padding: 1), Planes([3, 2, 14, 13], 2, [3, 3], stride: 2, padding: 1),
        Planes([2, 3, 7, 8], 3, [5, 5], padding: 2), Planes([2, 2, 15, 12], 2, [5, 5], stride: 2, padding: 2), Planes([1, 1, 3, 3], 1, [3, 3]),

        // Multipliers, strides beyond the kernel, dilation, padding beyond the kernel, one tap.
        Planes([2, 3, 6, 7], 6, [3, 3], padding: 1), Planes([2, 2, 9, 9], 6, [3, 3], stride: 2, padding: 1), Planes([1, 2, 12, 12], 2, [2, 2], stride: 3),
        Planes([2, 2, 12, 11], 2, [3, 3], padding: 2, dilation: 2), Planes([2, 2, 13, 11], 4, [3, 2], stride: 2, padding: 2, dilation: 3),
        Planes([1, 2, 4, 5], 2, [3, 3], padding: 4), Planes([3, 7, 5, 4], 7, [1, 1]), Planes([2, 3, 9, 10], 3, [1, 1], stride: 2), Planes([2, 3, 8, 21], 3, [1, 7], padding: 0),

        // Lines and volumes.
        Planes([2, 3, 40], 3, [5], padding: 2), Planes([2, 3, 41], 6, [4], stride: 3, padding: 1, dilation: 2), Planes([300, 9, 3], 9, [3]),
        Planes([2, 3, 5, 6, 7], 3, [3, 3, 3], padding: 1), Planes([1, 2, 7, 6, 9], 4, [3, 3, 3], stride: 2, padding: 1), Planes([2, 2, 4, 1, 6], 2, [2, 1, 5], padding: 0),

        // Few channels and many positions: the gradient of the weight in parts.
        Planes([3, 2, 70, 50], 2, [3, 3], padding: 1),
    ];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuPair.All;

    [Theory, MemberData(nameof(Devices))]
    public void The_forward_pass_matches_Reference_with_and_without_bias(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var g in Cases)
        {
            double[][] operands = [GpuPair.Random(g.X.Count, 1), GpuPair.Random(g.W.Count, 2), GpuPair.Random(g.OutChannels, 3)];
            pair.Check($"{g}", 32, operands, [(int)g.Y.Count], (backend, o, y) => backend.Convolution(o[0], o[1], o[2], y[0], g), 1);
            pair.Check($"{g}", 32, operands, [(int)g.Y.Count], (backend, o, y) => backend.Convolution(o[0], o[1], null, y[0], g), 1);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void The_gradient_to_the_input_matches_Reference(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var g in Cases)
            pair.Check($"{g}", 32, [GpuPair.Random(g.Y.Count, 1), GpuPair.Random(g.W.Count, 2)], [(int)g.X.Count],
                (backend, o, dx) => backend.ConvolutionInputGradient(o[0], o[1], dx[0], g), 1);
    }

    [Theory, MemberData(nameof(Devices))]
    public void The_gradient_to_the_weight_matches_Reference(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        foreach (var g in Cases)
            pair.Check($"{g}", 64, [GpuPair.Random(g.X.Count, 1), GpuPair.Random(g.Y.Count, 2)], [(int)g.W.Count],
                (backend, o, dw) => backend.ConvolutionWeightGradient(o[0], o[1], dw[0], g), Math.Sqrt(g.Batch * g.Output.Count));
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_number_that_is_none_reaches_the_windows_that_see_it_and_no_other(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        var g = Planes([1, 2, 8, 8], 2, [3, 3], padding: 1);
        double[][] operands = [GpuPair.Values(g.X.Count, i => i == 27 ? double.NaN : i == 0 ? double.PositiveInfinity : 1), GpuPair.Values(g.W.Count, _ => 0.5)];
        pair.Check("NaN", 8, operands, [(int)g.Y.Count], (backend, o, y) => backend.Convolution(o[0], o[1], null, y[0], g), 1);
    }

    [Theory, MemberData(nameof(Devices))]
    public void An_empty_batch_has_a_weight_gradient_of_zeros(string device, ElementType type)
    {
        var pair = new GpuPair(device, type);
        var g = Planes([0, 2, 5, 5], 2, [3, 3]);
        pair.Check("empty", 0, [[], [], GpuPair.Random(g.W.Count)], [0, 0, (int)g.W.Count], (backend, o, y) =>
        {
            backend.Convolution(o[0], o[2], null, y[0], g);
            backend.ConvolutionInputGradient(o[1], o[2], y[1], g);
            backend.ConvolutionWeightGradient(o[0], o[1], y[2], g);
        });
    }

    private static ConvolutionGeometry Planes(Shape x, int channels, Shape kernel, int stride = 1, int padding = 0, int dilation = 1) =>
        ConvolutionGeometry.Of(x, new Shape(channels, 1).Concat(kernel), stride, padding, dilation, x[1]);
}
