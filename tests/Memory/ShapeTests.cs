namespace NeuralCore.Tests.Memory;

/// <summary>Shapes and sizes are values: equal when their numbers are, printed as the errors quote them.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Equal_extents_make_equal_shapes() => Assert.Equal(new Shape(2, 3), Shape.Create([2, 3]));

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
