using CsCheck;
using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

public sealed class ResamplingTests
{
    private static Tensor Square => Given.Values([1, 1, 2, 2], 1, 2, 3, 4);

    [Fact]
    public void Nearest_repeats_elements()
    {
        Given.Equals(Square.InterpolateBy([2]), [1, 1, 4, 4], 1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
        Given.Equals(Given.Values([1, 1, 5], 0, 1, 2, 3, 4).Interpolate(3), [1, 1, 3], 0, 1, 3);
    }

    [Fact]
    public void Bilinear_between_cell_borders_as_in_PyTorchs_documentation() =>
        Given.Equals(Square.InterpolateBy([2], Interpolation.Linear), [1, 1, 4, 4],
            1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4);

    [Fact]
    public void Bilinear_between_corners_is_exact_on_a_plane()
    {
        var y = Square.Interpolate((4, 7), Interpolation.Linear, alignCorners: true).ToArray<double>();
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 7; j++) Given.Near(1 + 2 * i / 3.0 + j / 6.0, y[i * 7 + j]);
    }

    [Fact]
    public void A_given_factor_sets_the_positions_even_where_the_extent_was_rounded_down()
    {
        // ⌊5·1.5⌋ = 7 samples at (i + ½)/1.5 − ½, not at (i + ½)·5/7 − ½.
        var y = Given.Values([1, 1, 5], 0, 1, 2, 3, 4).InterpolateBy([1.5], Interpolation.Linear);
        Given.Equals(y, [1, 1, 7], [.. Enumerable.Range(0, 7).Select(i => Math.Max(0, (i + 0.5) / 1.5 - 0.5))]);
    }

    [Fact]
    public void A_constant_stays_constant_at_any_size()
    {
        var x = Tensor.Full([1, 2, 3, 4, 5], 7, ElementType.Float64, Device.Reference);
        foreach (var mode in Enum.GetValues<Interpolation>())
            Assert.All(x.Interpolate((5, 2, 9), mode).ToArray<double>(), v => Given.Near(7, v));
    }

    [Fact]
    public void Resampling_and_its_adjoint_are_adjoint() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool, Gen.Bool, Gen.Int[0, 2]).Sample((extent, length, linear, align, dim) =>
        {
            var op = new ResampleOp(dim, length, linear ? Interpolation.Linear : Interpolation.Nearest, align);
            var x = Given.Random(new Shape(2, 3, 4).With(dim, extent));
            var y = Dispatcher.Apply(op, x);
            var dy = Given.Random(y.Shape, 2);
            Given.Near(Given.Dot(y, dy), Given.Dot(x, Dispatcher.Apply(new ResampleAdjointOp(op, extent), dy)), 1e-10);
        }, iter: 80);

    [Fact]
    public void A_wrong_number_of_sizes_or_factors_is_refused()
    {
        Assert.Throws<ShapeException>(() => Square.Interpolate((2, 3, 4)));
        Assert.Contains("got 3 factors; expected 1 or 2", Assert.Throws<ShapeException>(() => Square.InterpolateBy([1, 2, 3])).Message);
        Assert.Contains("a factor is positive", Assert.Throws<ShapeException>(() => Square.InterpolateBy([0])).Message.Replace("an interpolation factor", "a factor"));
        Assert.Contains("expects an input [N, C, *spatial]", Assert.Throws<ShapeException>(() => Given.Random([2, 2]).Interpolate(4)).Message);
    }
}
