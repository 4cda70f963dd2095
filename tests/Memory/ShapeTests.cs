namespace NeuralCore.Tests.Memory;

/// <summary>Shapes and sizes are values: equal when their numbers are, printed as the errors quote them.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Equal_extents_make_equal_shapes() => Assert.Equal(new Shape(2, 3), Shape.Create([2, 3]));

    [Fact]
    public void More_elements_than_can_be_counted_are_refused_in_place_of_a_count_that_ran_over()
    {
        Assert.Equal(1L << 59, new Shape(1 << 30, 1 << 29).Count);
        Assert.Equal(0, new Shape(1 << 30, 1 << 30, 0, 1 << 30).Count);
        Shape vast = [65536, 65536, 65536, 65536];   // 2⁶⁴, which in 64 bits is none at all
        Assert.Contains("[65536, 65536, 65536, 65536]", Assert.Throws<ShapeException>(() => vast.Count).Message);
        Assert.Throws<ShapeException>(() => Tensor.Empty(vast, device: Device.Meta));
    }

    [Fact]
    public void Sizes_of_one_number_serve_every_dimension()
    {
        Assert.Equal((Sizes)3, (Sizes)(3, 3));
        Assert.Equal("7×3×3", ((Sizes)(7, 3, 3)).ToString());
        Assert.Equal(new Shape(2, 2, 2), ((Sizes)2).Expand(3));
    }

    [Fact]
    public void Broadcasting_aligns_at_the_last_dimension()
    {
        Assert.Equal(new Shape(2, 3, 4, 5), Shape.Broadcast([2, 3, 1, 5], [3, 4, 1]));
        var error = Assert.Throws<ShapeException>(() => Shape.Broadcast([2, 3], [2]));
        Assert.Contains("3 against 2", error.Message);
    }
}
