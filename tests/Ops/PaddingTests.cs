using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class PaddingTests
{
    [Fact]
    public void A_constant_surrounds_the_tensor() =>
        Given.Equals(Given.Values([1, 2], 1, 2).Pad([1, 0], [0, 2], 9), [2, 4], 9, 9, 9, 9, 1, 2, 9, 9);

    [Fact]
    public void Nothing_to_pad_is_the_tensor_itself()
    {
        var x = Given.Random([2, 3]);
        Assert.Same(x, x.Pad([0, 0], [0, 0]));
        Assert.Same(x, x.PadReflect([0, 0], [0, 0]));
    }

    [Fact]
    public void Reflection_does_not_repeat_the_border()
    {
        Given.Equals(Given.Values([1, 3], 0, 1, 2).PadReflect([0, 2], [0, 1]), [1, 6], 2, 1, 0, 1, 2, 1);
        Given.Equals(Given.Values([2, 2], 1, 2, 3, 4).PadReflect([1, 0], [0, 1]), [3, 3], 3, 4, 3, 1, 2, 1, 3, 4, 3);
    }

    [Fact]
    public void Replication_repeats_the_border() =>
        Given.Equals(Given.Values([1, 3], 0, 1, 2).PadReplicate([0, 2], [1, 1]), [2, 6], 0, 0, 0, 1, 2, 2, 0, 0, 0, 1, 2, 2);

    [Fact]
    public void The_gradient_of_a_mirrored_element_counts_every_copy()
    {
        var x = Given.Values([3], 0, 1, 2).WithGrad();
        x.PadReflect([2], [1]).Backward(Given.Values([6], 1, 10, 100, 1000, 10000, 100000));
        Given.Equals(x.Grad!, [3], 100, 101010, 10001);
    }

    [Fact]
    public void A_reflection_beyond_the_tensor_is_refused()
    {
        var error = Assert.Throws<ShapeException>(() => Given.Random([2, 3]).PadReflect([0, 3], [0, 0]));
        Assert.Equal("padding by reflection adds at most 2 elements to dimension 1; got [0, 3] before and [0, 0] after x [2, 3]", error.Message);
        Assert.Throws<ShapeException>(() => Given.Random([2, 3]).PadReflect([1], [1]));
    }
}
