namespace NeuralCore.Nn.Init;

/// <summary>Which variance a Kaiming initialization keeps.</summary>
public enum FanMode
{
    /// <summary>That of the activations, forward.</summary>
    In,
    /// <summary>That of the gradients, backward.</summary>
    Out,
}

/// <summary>Evenly from ±√(3·2/(1 + slope²)/fan) (He et al. 2015, arXiv:1502.01852, §2.2); with slope √5 PyTorch's default for weights.</summary>
/// <param name="Slope">The negative slope of the leaky ReLU behind; 0 for ReLU.</param>
/// <param name="Mode">Which fan counts.</param>
public sealed record KaimingUniform(double Slope = 0, FanMode Mode = FanMode.In) : Initializer
{
    /// <summary>PyTorch's default for the weights of linear layers and convolutions: ±1/√fanIn.</summary>
    public static KaimingUniform Default { get; } = new(Math.Sqrt(5));

    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device)
    {
        var bound = Math.Sqrt(3) * Kaiming.Deviation(shape, Slope, Mode);
        return Tensor.Uniform(shape, generator, -bound, bound, type, device);
    }
}

/// <summary>From the normal distribution of variance 2/(1 + slope²)/fan (He et al. 2015, arXiv:1502.01852, §2.2).</summary>
/// <param name="Slope">The negative slope of the leaky ReLU behind; 0 for ReLU.</param>
/// <param name="Mode">Which fan counts.</param>
public sealed record KaimingNormal(double Slope = 0, FanMode Mode = FanMode.In) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device) =>
        Tensor.Normal(shape, generator, 0, Kaiming.Deviation(shape, Slope, Mode), type, device);
}

/// <summary>The standard deviation that both forms share.</summary>
internal static class Kaiming
{
    /// <summary>√(2/(1 + slope²)/fan).</summary>
    public static double Deviation(Shape shape, double slope, FanMode mode)
    {
        var fans = Fans.Of(shape);
        return Math.Sqrt(2 / (1 + slope * slope) / (mode == FanMode.In ? fans.In : fans.Out));
    }
}
