using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class LinearTests
{
    private static Tensor Draw(ulong seed, Shape shape) =>
        Tensor.Normal(shape, new Generator(seed, Generator.Streams.Data), type: ElementType.Float64, device: Device.Reference);

    [Fact]
    public void A_vector_is_a_row_on_the_left_and_a_column_on_the_right()
    {
        var (v, w) = (Tensor.From([1.0, 2], [2], Device.Reference), Tensor.From([3.0, 4], [2], Device.Reference));
        var m = Tensor.From([1.0, 2, 3, 4], [2, 2], Device.Reference);
        Assert.Equal((Shape.Scalar, 11.0), (v.MatMul(w).Shape, v.MatMul(w).Item()));
        Assert.Equal([7.0, 10], v.MatMul(m).ToArray<double>());
        Assert.Equal([5.0, 11], m.MatMul(v).ToArray<double>());
        Assert.Equal([3, 2], Draw(1, [3, 2, 2]).MatMul(v).Shape);
        Assert.Equal([3, 2], v.MatMul(Draw(1, [3, 2, 2])).Shape);
    }

    [Fact]
    public void Transposed_operands_are_read_where_they_lie()
    {
        var (a, b) = (Draw(1, [2, 3, 4]), Draw(2, [2, 4, 5]));
        var expected = a.MatMul(b).ToArray<double>();
        Near(expected, a.Transpose(1, 2).MatMul(b, true, false));
        Near(expected, a.MatMul(b.Transpose(1, 2), false, true));
        Near(expected, a.Transpose(1, 2).MatMul(b.Transpose(1, 2), true, true));
    }

    [Fact]
    public void A_batch_of_ones_broadcasts_against_the_others()
    {
        var (a, b) = (Draw(1, [2, 1, 3, 4]), Draw(2, [5, 4, 2]));
        var y = a.MatMul(b);
        Assert.Equal([2, 5, 3, 2], y.Shape);
        Near(a.Select(0, 1).Squeeze(0).MatMul(b.Select(0, 3)).ToArray<double>(), y.Select(0, 1).Select(0, 3));
    }

    [Fact]
    public void The_gradients_of_a_linear_map_are_products_without_a_permutation()
    {
        var (x, w, b) = (Draw(1, [2, 3, 7]).WithGrad(), Draw(2, [5, 7]).WithGrad(), Draw(3, [5]).WithGrad());
        var y = x.Linear(w, b);
        var names = new List<string>();
        using (Dispatcher.Listen(new Names(names))) y.Sum().Backward();
        Assert.DoesNotContain("Permute", names);
        Assert.Equal(2, names.Count(name => name == "MatMul"));
        Near([.. Enumerable.Repeat(6.0, 5)], b.Grad!);
    }

    [Fact]
    public void Multiply_adds_are_counted()
    {
        var (x, w) = (Draw(1, [2, 3, 7]), Draw(2, [5, 7]));
        Assert.Equal(2 * 3 * 5 * 7, new LinearOp().Macs([x, w, null], [x.Linear(w)]));
        var (a, b) = (Draw(1, [2, 3, 4]), Draw(2, [2, 4, 5]));
        Assert.Equal(2 * 3 * 4 * 5, new MatMulOp().Macs([a, b], [a.MatMul(b)]));
    }

    private static void Near(double[] expected, Tensor actual)
    {
        var values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++) Assert.Equal(expected[i], values[i], 12);
    }

    private sealed class Names(List<string> names) : IDispatchListener
    {
        public void Finished(OpCall call) => names.Add(call.Op.Name);
    }
}
