using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>Calls whose sizes fit nothing: primes, one more than a group or a tile, single elements, many more groups than one.</summary>
internal static class RaggedCalls
{
    /// <summary>Those that are computed in tiles, as one product of matrices.</summary>
    public static IReadOnlyList<OpSample> Products { get; } =
    [
        // Products beside every tile's border, and batches.
        new(new MatMulOp(), X([1, 1]), X([1, 1])), new(new MatMulOp(), X([129, 67]), X([67, 65])), new(new MatMulOp(true), X([131, 33]), X([131, 17])),
        new(new MatMulOp(false, true), X([3, 31, 515]), X([3, 9, 515])), new(new MatMulOp(true, true), X([2, 5, 7]), X([2, 11, 5])),
        new(new LinearOp(), X([33, 129]), X([65, 129]), X([65])),

        // Convolutions: one to three dimensions, strides, gaps, groups, a window larger than the image, depthwise, pointwise.
        new(new ConvolutionOp(1, 1, 1), X([3, 5, 17, 13]), X([19, 5, 3, 3]), X([19])),
        new(new ConvolutionOp(2, 3, 1), X([2, 3, 29, 31]), X([16, 3, 7, 7]), X([16])),
        new(new ConvolutionOp((1, 3), (4, 2), (2, 3)), X([2, 4, 9, 23]), X([6, 4, 5, 2]), null),
        new(new ConvolutionOp(1, 0, 1), X([2, 65, 6, 7]), X([33, 65, 1, 1]), X([33])),
        new(new ConvolutionOp(2, 0, 1), X([2, 6, 7, 9]), X([10, 6, 1, 1]), null),
        new(new ConvolutionOp(1, 2, 1, 3), X([2, 9, 11, 7]), X([6, 3, 5, 5]), X([6])),
        new(new ConvolutionOp(1, 1, 1, 37), X([2, 37, 9, 11]), X([37, 1, 3, 3]), null),
        new(new ConvolutionOp(2, 1, 1, 6), X([3, 6, 13, 10]), X([12, 1, 3, 3]), X([12])),
        new(new ConvolutionOp(1, 0, 1), X([2, 3, 7, 9, 8]), X([5, 3, 3, 3, 3]), X([5])),
        new(new ConvolutionOp(3, 1, 1), X([2, 3, 101]), X([7, 3, 4]), null),
        new(new ConvolutionTransposedOp(2, 1, 1, 1), X([2, 5, 7, 6]), X([5, 3, 3, 3]), X([3])),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OpSample> All { get; } =
    [
        .. Products,

        // One thread too many, one group too many.
        new(new ReluOp(), X([257], kinks: [0.0])), new(new GeluOp(), X([1])), new(new ExpOp(), X([3, 5, 7, 11])),
        new(new AddOp(), X([7, 1, 5]), X([13, 1])), new(new MulOp(), X([1]), X([300])), new(new DivOp(), X([33, 65]), X([65], 1, 2)),

        // Lines shorter and longer than a group, and sums of everything.
        new(new SumOp(1, false), X([3, 1031, 5])), new(new SumOp(Dims.All, false), X([70001])), new(new MeanOp([0, 2], true), X([9, 4, 67])),
        new(new VarOp(1, true, false), X([2, 613])), new(new AMaxOp(0, false), Distinct([131, 3])), new(new ArgMaxOp(1, false), Distinct([5, 517])),
        new(new SoftmaxOp(1), X([3, 1, 2])), new(new SoftmaxOp(1), X([5, 1027])), new(new LogSoftmaxOp(1), X([2, 37, 9])),

        // Windows over the border, larger than a stride, of a single element.
        new(new MaxPoolOp(3, 2, 1, 1), Distinct([2, 3, 13, 11])), new(new MaxPoolOp((2, 3, 2), 2, 0, 1), Distinct([1, 2, 7, 9, 5])),
        new(new AveragePoolOp(3, 2, 1), X([2, 5, 12, 15])), new(new AdaptiveAveragePoolOp((3, 4)), X([2, 3, 7, 10])),
        new(new AdaptiveAveragePoolOp(1), X([3, 67, 7, 7])),

        // Groups of a few and of many elements; one channel; a line longer than a group.
        new(new BatchNormOp(1e-5), X([7, 5, 11, 13]), X([5], 0.5, 2), X([5])), new(new BatchNormOp(1e-5), X([31, 67]), X([67], 0.5, 2), X([67])),
        new(new BatchNormOp(1e-5), X([2, 1, 67, 69]), null, null), new(new LayerNormOp([521]), X([7, 521]), X([521], 0.5, 2), X([521])),
        new(new GroupNormOp(3), X([2, 9, 7, 5]), X([9], 0.5, 2), X([9])),

        // Classes in lines, positions, pieces.
        new(new NllLossOp(), X([5, 37], -3, -1), Positions(5, 37), null), new(new IndexSelectOp(0), X([17, 35]), Positions(41, 17)),
        new(new SliceOp(1, 2, 29, 3), X([5, 31, 3])), new(new FlipOp([0, 2]), X([3, 7, 65])), new(new ConcatOp(1), X([3, 5, 7]), X([3, 1, 7])),
        new(new PermuteOp([2, 0, 1]), X([33, 5, 65])), new(new PadOp([0, 2], [1, 3]), X([9, 67])), new(new SumToOp([1, 67]), X([129, 67])),
    ];

    private static OpInput X(Shape shape, double low = -1, double high = 1, double[]? kinks = null) => new(shape, low, high) { Kinks = kinks ?? [] };

    private static OpInput Distinct(Shape shape) => new(shape, -2, 2) { Distinct = true };

    // Positions below an end, in no order.
    private static OpInput Positions(int count, int end) =>
        new([count]) { Type = ElementType.Int64, Values = [.. Enumerable.Range(0, count).Select(i => (double)(i * 7 % end))] };
}
