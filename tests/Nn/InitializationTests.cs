using NeuralCore.Memory;
using NeuralCore.Nn;
using NeuralCore.Nn.Init;

namespace NeuralCore.Tests.Nn;

/// <summary>Initial weights have the distribution they say, and depend on the seed alone.</summary>
public sealed class InitializationTests
{
    private static readonly Shape Weight = [64, 32, 3, 3];
    private const double FanIn = 32 * 9, FanOut = 64 * 9;

    private static double[] Draw(Initializer initializer, Shape? shape = null, ulong seed = 1) =>
        initializer.Draw(shape ?? Weight, new Generator(seed), ElementType.Float64, Device.Reference).ToArray<double>();

    [Fact]
    public void Uniform_initializers_fill_their_interval() => Assert.Multiple(
        () => Fills(Draw(KaimingUniform.Default), 1 / Math.Sqrt(FanIn)),
        () => Fills(Draw(new KaimingUniform()), Math.Sqrt(6 / FanIn)),
        () => Fills(Draw(new KaimingUniform(Mode: FanMode.Out)), Math.Sqrt(6 / FanOut)),
        () => Fills(Draw(new XavierUniform(2)), 2 * Math.Sqrt(6 / (FanIn + FanOut))),
        () => Fills(Draw(Uniform.OfBias(25)), 0.2));

    [Fact]
    public void Normal_initializers_have_their_deviation() => Assert.Multiple(
        () => Spreads(Draw(new KaimingNormal()), Math.Sqrt(2 / FanIn)),
        () => Spreads(Draw(new KaimingNormal(Math.Sqrt(3), FanMode.Out)), Math.Sqrt(0.5 / FanOut)),
        () => Spreads(Draw(new XavierNormal()), Math.Sqrt(2 / (FanIn + FanOut))),
        () => Spreads(Draw(new Normal(0, 3)), 3));

    [Fact]
    public void A_truncated_normal_stays_inside_and_has_the_truncated_deviation()
    {
        var values = Draw(new TruncatedNormal(0, 0.02, -0.04, 0.04));
        Assert.All(values, v => Assert.InRange(v, -0.04, 0.04));
        // Var = 1 − 2·2·φ(2)/(Φ(2) − Φ(−2)) for cuts at ±2.
        Spreads(values, 0.02 * Math.Sqrt(0.7737413));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.9999999, 5.199337582290661)]
    public void Quantiles_of_the_normal_distribution(double p, double expected) =>
        Assert.Equal(expected, NormalDistribution.Quantile(p), 1e-8);

    [Fact]
    public void The_same_seed_gives_the_same_weights_on_every_device_and_another_seed_others()
    {
        var one = new Assembled().To(Device.Reference).Initialize(7).StateDict();
        var two = new Assembled().Initialize(7).StateDict();
        var other = new Assembled().Initialize(8).StateDict();
        Assert.All(one, s => Assert.Equal(s.Value.ToArray<float>(), two[s.Key].ToArray<float>()));
        Assert.NotEqual(one["stem.weight"].ToArray<float>(), other["stem.weight"].ToArray<float>());
        Assert.NotEqual(one["stem.weight"].ToArray<float>(), one["tail.1.weight"].ToArray<float>());
    }

    [Fact]
    public void Float32_weights_are_the_rounded_Float64_ones()
    {
        var narrow = new Shift(50).Initialize(3).Weight.Value.ToArray<float>();
        var wide = new Shift(50).To(ElementType.Float64).Initialize(3).Weight.Value.ToArray<double>();
        Assert.Equal(wide.Select(w => (float)w), narrow);
    }

    [Fact]
    public void Initializing_again_starts_over_in_place()
    {
        var layer = new Shift(5).Initialize(3);
        var tensor = layer.Weight.Value;
        var before = tensor.ToArray<float>();
        tensor.Fill(0);
        layer.Initialize(3);
        Assert.Same(tensor, layer.Weight.Value);
        Assert.Equal(before, tensor.ToArray<float>());
    }

    [Fact]
    public void Element_i_is_draw_i_whatever_the_length()
    {
        var values = new double[7];
        new Generator(5).Uniform(values);
        for (var i = 0; i < 7; i++) Assert.Equal(Philox.Uniform(new PhiloxKey(5, 0, 0), (ulong)i), values[i]);
    }

    [Fact]
    public void Bilinear_weights_fall_linearly_from_the_middle_and_join_no_channels()
    {
        Assert.Equal([0.25, 0.75, 0.75, 0.25, 0, 0, 0, 0], Draw(new Bilinear(), [1, 2, 4]));
        Assert.Equal([0.5, 1, 0.5], Draw(new Bilinear(), [1, 1, 3]));
        Assert.Equal([0.125, 0.25, 0.125, 0.375, 0.75, 0.375, 0.375, 0.75, 0.375, 0.125, 0.25, 0.125], Draw(new Bilinear(), [1, 1, 4, 3]));
        Assert.Contains("got [3, 3]", Assert.Throws<ShapeException>(() => Draw(new Bilinear(), [3, 3])).Message);
    }

    [Fact]
    public void A_fan_needs_two_dimensions() =>
        Assert.Contains("got [3]", Assert.Throws<ShapeException>(() => Draw(new KaimingNormal(), [3])).Message);

    private static void Fills(double[] values, double bound)
    {
        Assert.All(values, v => Assert.InRange(v, -bound, bound));
        Assert.True(values.Max() > 0.99 * bound && values.Min() < -0.99 * bound);
        Spreads(values, bound / Math.Sqrt(3));
    }

    // With more than 18,000 values, five standard errors are below 3 % of the deviation.
    private static void Spreads(double[] values, double deviation)
    {
        var mean = values.Average();
        Assert.InRange(mean, -5 * deviation / Math.Sqrt(values.Length), 5 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(1, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) / deviation, 0.03);
    }
}
