using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class LayoutTests
{
    private static Tensor Count(Shape shape) =>
        Tensor.From(Enumerable.Range(0, (int)shape.Count).Select(i => (double)i).ToArray(), shape, Device.Reference);

    [Fact]
    public void Reshape_and_a_slice_of_the_first_dimension_share_the_memory()
    {
        var x = Count([4, 3]);
        Assert.Same(x.Storage, x.Reshape(2, -1).Storage);
        Assert.Same(x.Storage, x.Slice(0, 1, 3).Storage);
        Assert.Same(x.Storage, x.Unsqueeze(1).Permute(1, 0, 2).Storage);
        Assert.NotSame(x.Storage, x.Slice(1, 1, 3).Storage);
        Assert.NotSame(x.Storage, x.Slice(0, 0, 4, 2).Storage);
        Assert.Equal([3.0, 4, 5, 6, 7, 8], x.Slice(0, 1, 3).ToArray<double>());
    }

    [Fact]
    public void One_extent_may_be_left_open()
    {
        Assert.Equal([3, 4], Count([2, 6]).Reshape(-1, 4).Shape);
        Assert.Equal([2, 3, 2], Count([12]).Reshape([2, 3, -1]).Shape);
        Assert.Contains("12 elements", Assert.Throws<ShapeException>(() => Count([12]).Reshape(5, -1)).Message);
        Assert.Contains("only one", Assert.Throws<ShapeException>(() => Count([12]).Reshape(-1, -1)).Message);
    }

    [Fact]
    public void Flatten_squeeze_and_unsqueeze_count_from_either_end()
    {
        var x = Count([2, 1, 3, 4]);
        Assert.Equal([24], x.Flatten().Shape);
        Assert.Equal([2, 12], x.Flatten(1).Shape);
        Assert.Equal([2, 3, 4], x.Flatten(0, 1).Shape);
        Assert.Equal([2, 1, 12], x.Flatten(-2).Shape);
        Assert.Equal([2, 3, 4], x.Squeeze().Shape);
        Assert.Equal([2, 1, 3, 4], x.Squeeze(0).Shape);
        Assert.Equal([2, 3, 4], x.Squeeze(-3).Shape);
        Assert.Equal([2, 1, 3, 4, 1], x.Unsqueeze(-1).Shape);
        Assert.Equal([1, 2, 1, 3, 4], x.Unsqueeze(0).Shape);
        Assert.Equal([1], Tensor.Scalar(3).Flatten().Shape);
    }

    [Fact]
    public void Slices_are_cut_at_the_ends_as_Pythons()
    {
        var x = Count([7]);
        Assert.Equal([4.0, 5, 6], x.Slice(0, -3).ToArray<double>());
        Assert.Equal([1.0, 3, 5], x.Slice(0, 1, 100, 2).ToArray<double>());
        Assert.Equal([0.0, 1, 2, 3, 4, 5], x.Slice(0, -100, -1).ToArray<double>());
        Assert.Equal([0], x.Slice(0, 5, 2).Shape);
    }

    [Fact]
    public void Parts_put_together_again_are_the_whole()
    {
        var x = Count([2, 7, 2]);
        Assert.Equal(x.ToArray<double>(), Tensor.Concat(x.Split([1, 4, 2], 1), 1).ToArray<double>());
        Assert.Equal(x.ToArray<double>(), Tensor.Stack(x.Chunk(7, 1).Select(part => part.Squeeze(1)).ToArray(), 1).ToArray<double>());
        Assert.Equal(x.ToArray<double>(), Tensor.Concat([x.Narrow(0, 0, 1), x.Narrow(0, 1, 1)]).ToArray<double>());
        Assert.Equal(x.Select(1, -1).ToArray<double>(), x.Select(1, 6).ToArray<double>());
        Assert.Throws<ShapeException>(() => x.Split([1, 4], 1));
        Assert.Throws<ShapeException>(() => x.Chunk(2, 1));
        Assert.Throws<ShapeException>(() => x.Narrow(1, 5, 3));
        Assert.Throws<ShapeException>(() => x.Select(1, 7));
    }

    [Fact]
    public void More_tensors_than_a_gradient_mask_has_bits_are_joined()
    {
        var parts = Enumerable.Range(0, 150).Select(i => Tensor.Full([2], i, ElementType.Float64, Device.Reference).WithGrad()).ToArray();
        var y = Tensor.Concat(parts);
        (y * Count([300])).Sum().Backward();
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (double)(i / 2)), y.ToArray<double>());
        Assert.Equal([2.0 * 149, 2 * 149 + 1], parts[149].Grad!.ToArray<double>());
    }

    [Fact]
    public void Layout_ops_take_every_element_type()
    {
        var x = Tensor.From([1L, 2, 3, 4], [2, 2], Device.Reference);
        Assert.Equal([1L, 3, 2, 4], x.Transpose(0, 1).ToArray<long>());
        Assert.Equal([2L, 1, 4, 3], x.Flip(1).ToArray<long>());
        Assert.Equal([2L, 4], x.Slice(1, 1).ToArray<long>());
        Assert.Equal([1L, 2, 3, 4, 1, 2, 3, 4], Tensor.Concat([x, x]).ToArray<long>());
        Assert.Equal([true, true, true, true], x.To(ElementType.Bool).ToArray<bool>());
        Assert.Contains("different types", Assert.Throws<ShapeException>(() => Tensor.Concat([x, x.To(ElementType.Bool)])).Message);
    }

    [Fact]
    public void Conversions_pass_the_gradient_back_in_the_first_type()
    {
        var x = Tensor.From([1.5f, -2f], [2], Device.Reference).WithGrad();
        (x.To(ElementType.Float64).To(Device.Cpu) * 3).Sum().Backward();
        var gradient = x.Grad!;
        Assert.Equal((ElementType.Float32, Device.Reference), (gradient.Type, gradient.Device));
        Assert.Equal([3f, 3], gradient.ToArray<float>());
        Assert.Same(x, x.To(ElementType.Float32));
        Assert.False(x.To(ElementType.Int64).RequiresGrad);
    }

    [Fact]
    public void Sets_of_dimensions_are_values()
    {
        Dims ends = [-1, 0];
        Assert.Equal(new Dims(0, -1), ends);
        Assert.NotEqual((Dims)1, (Dims)(-1));
        Assert.Equal("[0, 2, -1]", new Dims(2, 0, -1).ToString());
        Assert.Equal("all", Dims.All.ToString());
        Assert.Throws<ShapeException>(() => new Dims(1, 1));
        Assert.Throws<ShapeException>(() => new Dims(8));
    }
}
