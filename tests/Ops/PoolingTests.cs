using CsCheck;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class PoolingTests
{
    [Fact]
    public void Max_pooling_by_hand()
    {
        var x = Given.Values([1, 1, 3, 4],
            1, 5, 2, 0,
            3, 4, 8, 1,
            7, 6, 9, 2);
        Given.Equals(x.MaxPool(2), [1, 1, 1, 2], 5, 8);
        Given.Equals(x.MaxPool(2, stride: 1), [1, 1, 2, 3], 5, 8, 8, 7, 9, 9);
        Given.Equals(x.MaxPool(2, ceilMode: true), [1, 1, 2, 2], 5, 8, 7, 9);
        // One window of 5 that hangs over an extent of 4: PyTorch takes it, since it starts inside.
        Given.Equals(Tensor.From([1.0, 9, 3, 8], [1, 1, 4]).MaxPool(3, stride: 4, dilation: 2, ceilMode: true), [1, 1, 1], 3);
        Given.Equals(x.MaxPool(2, dilation: (2, 3), stride: 1), [1, 1, 1, 1], 7);
        Given.Equals(x.MaxPool(3, stride: 2, padding: 1), [1, 1, 2, 2], 5, 8, 7, 9);
    }

    [Fact]
    public void Padding_never_wins_a_maximum() =>
        Given.Equals(Given.Values([1, 1, 3], -3, -2, -5).MaxPool(3, stride: 1, padding: 1), [1, 1, 3], -2, -2, -2);

    [Fact]
    public void Of_equal_elements_the_first_takes_the_gradient()
    {
        var x = Given.Values([1, 1, 2, 2], 4, 4, 4, 4).WithGrad();
        x.MaxPool(2).Backward();
        Given.Equals(x.Grad!, [1, 1, 2, 2], 1, 0, 0, 0);
    }

    [Fact]
    public void Overlapping_windows_add_their_gradients()
    {
        var x = Given.Values([1, 1, 3], 1, 5, 2).WithGrad();
        x.MaxPool(2, stride: 1).Backward(Given.Values([1, 1, 2], 10, 100));
        Given.Equals(x.Grad!, [1, 1, 3], 0, 110, 0);
    }

    [Fact]
    public void Average_pooling_by_hand()
    {
        var x = Given.Values([1, 1, 5], 1, 2, 3, 4, 6);
        Given.Equals(x.AveragePool(2), [1, 1, 2], 1.5, 3.5);
        Given.Equals(x.AveragePool(2, ceilMode: true), [1, 1, 3], 1.5, 3.5, 6);
        Given.Equals(x.AveragePool(3, stride: 2, padding: 1), [1, 1, 3], 1, 3, 10 / 3.0);
        Given.Equals(x.AveragePool(3, stride: 2, padding: 1, countIncludePad: false), [1, 1, 3], 1.5, 3, 5);
    }

    [Fact]
    public void Adaptive_windows_share_elements_where_they_do_not_divide()
    {
        var x = Given.Values([1, 1, 5], 1, 2, 3, 4, 6);
        Given.Equals(x.AdaptiveAveragePool(2), [1, 1, 2], 2, 13 / 3.0);
        Given.Equals(x.AdaptiveMaxPool(2), [1, 1, 2], 3, 6);
        Given.Equals(x.GlobalAveragePool(), [1, 1, 1], 3.2);
    }

    [Fact]
    public void Average_pooling_and_its_gradient_are_adjoint() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 7], Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[0, 2], Gen.Bool, Gen.Bool)
            .Sample((spatial, extra, kernel, stride, padding, ceilMode, countIncludePad) =>
            {
                var op = new AveragePoolOp(kernel, stride, Math.Min(padding, kernel / 2), ceilMode, countIncludePad);
                var x = Given.Random(new Shape([2, 1, .. Enumerable.Range(0, spatial).Select(i => kernel + (extra + i) % 4)]));
                var y = Dispatcher.Apply(op, x);
                var dy = Given.Random(y.Shape, 2);
                Given.Near(Given.Dot(y, dy), Given.Dot(x, Dispatcher.Apply(new AveragePoolGradientOp(op, x.Shape), dy)), 1e-10);
            }, iter: 60);

    [Fact]
    public void Gather_and_scatter_are_adjoint()
    {
        var pool = new MaxPoolOp(2, 1, 0, 1);
        var x = Given.Random([2, 3, 5, 4]);
        var dy = Given.Random([2, 3, 4, 3], 2);
        var positions = new long[dy.Count];
        for (var i = 0; i < positions.Length; i++) positions[i] = i * 7 % 20;
        var indices = Tensor.From(positions, dy.Shape, x.Device);
        Given.Near(
            Given.Dot(Dispatcher.Apply(new PoolGatherOp(pool), x, indices), dy),
            Given.Dot(x, Dispatcher.Apply(new PoolScatterOp(pool, x.Shape), dy, indices)));
    }
}
