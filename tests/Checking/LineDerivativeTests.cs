using NeuralCore.Checking;

namespace NeuralCore.Tests.Checking;

/// <summary>The numeric derivative: how close it comes, whether it knows, and what it makes of corners.</summary>
public sealed class LineDerivativeTests
{
    private static LineDerivative Of(Func<double, double> f, double step = 1e-2) => LineDerivative.Of(t => [f(t)], [f(0)], [1], step);

    public static IEnumerable<TheoryDataRow<string, double>> Smooth =>
    [
        new("exp", 1), new("sin", 1), new("cube", 0), new("steep", 50), new("log near its end", 20), new("constant", 0),
        new("far from zero", 2), new("tiny", 1e-9), new("wavy", 40),
    ];

    private static double Value(string name, double t) => name switch
    {
        "exp" => Math.Exp(t),
        "sin" => Math.Sin(t),
        "cube" => t * t * t,
        "steep" => Math.Tanh(50 * t),
        "log near its end" => Math.Log(0.05 + t),
        "constant" => 3,
        "far from zero" => 1e6 + 2 * t,
        "tiny" => 1e-9 * Math.Exp(t),
        _ => Math.Sin(40 * t),
    };

    [Theory, MemberData(nameof(Smooth))]
    public void A_smooth_function_is_differentiated_within_its_own_estimate(string name, double expected)
    {
        var derivative = Of(t => Value(name, t));
        Assert.False(derivative.IsKink);
        Assert.InRange(Math.Abs(derivative.Value - expected), 0, 10 * derivative.Error + 1e-13 * Math.Abs(expected));
        Assert.InRange(derivative.Error, 0, 1e-6 * Math.Max(Math.Abs(expected), 1e-3));
    }

    [Theory]
    [InlineData("relu", 0, 1)]
    [InlineData("abs", -1, 1)]
    [InlineData("bent", 2, 3)]
    public void A_corner_is_a_kink_with_both_slopes(string name, double left, double right)
    {
        var derivative = Of(t => name switch
        {
            "relu" => Math.Max(t, 0),
            "abs" => Math.Abs(t),
            _ => 7 + (t < 0 ? 2 * t : 3 * t) + t * t,
        });
        Assert.True(derivative.IsKink);
        Assert.Equal(left, derivative.Left, 1e-6);
        Assert.Equal(right, derivative.Right, 1e-6);
    }

    [Theory]
    [InlineData(5e-3)]
    [InlineData(1e-3)]
    [InlineData(-2e-4)]
    public void A_corner_nearby_is_stepped_back_from(double distance)
    {
        var derivative = Of(t => Math.Max(t - distance, 0) + Math.Sin(t));
        Assert.False(derivative.IsKink);
        Assert.Equal(distance > 0 ? 1 : 2, derivative.Value, 1e-6);
    }

    [Fact]
    public void Values_outside_of_the_domain_are_stepped_back_from()
    {
        var derivative = Of(t => Math.Sqrt(1e-3 + t));
        Assert.Equal(0.5 / Math.Sqrt(1e-3), derivative.Value, 1e-4);
    }

    [Fact]
    public void Rounding_of_single_precision_shows_in_the_estimate()
    {
        var derivative = LineDerivative.Of(t => [(float)Math.Exp(t)], [1], [1], 1e-2, epsilon: 1.19e-7);
        Assert.InRange(Math.Abs(derivative.Value - 1), 0, derivative.Error);
        Assert.InRange(derivative.Error, 1e-7, 1e-3);
    }
}
