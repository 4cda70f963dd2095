using CsCheck;
using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class ConvolutionTests
{
    [Fact]
    public void One_dimension_by_hand()
    {
        var x = Given.Values([1, 1, 5], 1, 2, 4, 8, 16);
        var w = Given.Values([1, 1, 2], 3, -1);
        Given.Equals(x.Convolution(w), [1, 1, 4], 1, 2, 4, 8);
        Given.Equals(x.Convolution(w, Given.Values([1], 0.5), stride: 2, padding: 1), [1, 1, 3], -0.5, 2.5, 8.5);
        Given.Equals(x.Convolution(w, dilation: 3), [1, 1, 2], -5, -10);
    }

    [Fact]
    public void Groups_see_their_own_channels_only()
    {
        var x = Given.Values([1, 2, 2], 1, 2, 10, 20);
        var depthwise = Given.Values([4, 1, 1], 1, 2, 3, 4);   // two outputs per input channel
        Given.Equals(x.Convolution(depthwise, groups: 2), [1, 4, 2], 1, 2, 2, 4, 30, 60, 40, 80);
    }

    [Fact]
    public void A_transposed_convolution_by_hand()
    {
        var x = Given.Values([1, 1, 2], 1, 10);
        var w = Given.Values([1, 1, 3], 1, 2, 3);
        Given.Equals(x.ConvolutionTransposed(w, stride: 2), [1, 1, 5], 1, 2, 13, 20, 30);
        Given.Equals(x.ConvolutionTransposed(w, Given.Values([1], 5), stride: 2, padding: 1, outputPadding: 1), [1, 1, 4], 7, 18, 25, 35);
    }

    [Fact]
    public void An_output_padding_between_stride_and_dilation_lengthens_the_result_at_the_end()
    {
        var x = Given.Random([2, 3, 4, 3]);
        var w = Given.Random([3, 2, 3, 2], 2);
        var longer = x.ConvolutionTransposed(w, stride: (1, 2), padding: (1, 0), outputPadding: (2, 3), dilation: (3, 4));
        var whole = x.ConvolutionTransposed(w, stride: (1, 2), dilation: (3, 4));   // [2, 2, 10, 9]
        Assert.Equal([2, 2, 10, 12], longer.Shape);
        Given.Near(whole.Pad([0, 0, 0, 0], [0, 0, 1, 3]).ToArray<double>()[12..24], longer.ToArray<double>()[..12]);
    }

    [Fact]
    public void The_three_convolutions_are_adjoint() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 3])
            .Select(Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Int[0, 4])
            .Sample((channels, stride, padding, dilation, extra) =>
            {
                var (spatial, n, c, groups, kernel) = channels;
                var op = new ConvolutionOp(stride, padding, dilation, groups);
                var extent = Math.Max(1, dilation * (kernel - 1) + 1 + extra - 2 * padding);
                if (extent + 2 * padding < dilation * (kernel - 1) + 1) return;
                Shape input = new(Enumerable.Range(0, spatial).Select(i => extent + i).ToArray());
                Shape window = new(Enumerable.Repeat(kernel, spatial).ToArray());
                var x = Given.Random(new Shape(n, c * groups).Concat(input));
                var w = Given.Random(new Shape(2 * groups, c).Concat(window), 2);
                var y = Dispatcher.Apply(op, x, w, null);
                var dy = Given.Random(y.Shape, 3);
                var product = Given.Dot(y, dy);
                Given.Near(product, Given.Dot(x, Dispatcher.Apply(new ConvolutionInputGradientOp(op, input), dy, w)), 1e-9);
                Given.Near(product, Given.Dot(w, Dispatcher.Apply(new ConvolutionWeightGradientOp(op, window), x, dy)), 1e-9);
            }, iter: 60);

    [Fact]
    public void An_error_names_the_op_its_attributes_and_the_shapes()
    {
        var x = Tensor.Empty([8, 540, 19, 19], device: Device.Meta);
        var w = Tensor.Empty([64, 576, 3, 3], device: Device.Meta);
        var error = Assert.Throws<ShapeException>(() => x.Convolution(w));
        Assert.Equal(
            "Convolution { Stride = 1, Padding = 0, Dilation = 1, Groups = 1 }: input has 540 channels, weight expects 576; got x [8, 540, 19, 19], w [64, 576, 3, 3]",
            error.Message);
    }

    [Fact]
    public void Multiply_adds_are_counted_without_computing()
    {
        var x = Tensor.Empty([2, 8, 10, 9], device: Device.Meta);
        var w = Tensor.Empty([6, 4, 3, 2], device: Device.Meta);
        var op = new ConvolutionOp((2, 1), 1, 1, 2);
        var y = Dispatcher.Apply(op, x, w, null);
        Assert.Equal([2, 6, 5, 10], y.Shape);
        Assert.Equal(2 * 6 * 5 * 10 * 4 * 3 * 2, op.Macs([x, w, null], [y]));
    }

    [Fact]
    public void No_gradient_is_computed_that_nobody_needs()
    {
        List<string> calls = [];
        var x = Given.Random([1, 2, 4]);
        var w = Given.Random([3, 2, 2]).WithGrad();
        var y = x.Convolution(w);
        using (Dispatcher.Listen(new Recorder(calls))) y.Backward(Given.Random(y.Shape));
        Assert.Equal(["ConvolutionWeightGradientOp"], calls);
    }

    private sealed class Recorder(List<string> calls) : IDispatchListener
    {
        public void Starting(OpCall call) => calls.Add(call.Op.GetType().Name);
    }
}
