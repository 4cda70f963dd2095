namespace NeuralCore.Nn.Init;

/// <summary>Evenly from ±gain·√(6/(fanIn + fanOut)) (Glorot and Bengio 2010, AISTATS, eq. 16).</summary>
/// <param name="Gain">The factor for the nonlinearity behind.</param>
public sealed record XavierUniform(double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device)
    {
        var fans = Fans.Of(shape);
        var bound = Gain * Math.Sqrt(6.0 / (fans.In + fans.Out));
        return Tensor.Uniform(shape, generator, -bound, bound, type, device);
    }
}

/// <summary>From the normal distribution of variance gain²·2/(fanIn + fanOut) (Glorot and Bengio 2010, AISTATS, eq. 12).</summary>
/// <param name="Gain">The factor for the nonlinearity behind.</param>
public sealed record XavierNormal(double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Draw(Shape shape, Generator generator, ElementType type, Device device)
    {
        var fans = Fans.Of(shape);
        return Tensor.Normal(shape, generator, 0, Gain * Math.Sqrt(2.0 / (fans.In + fans.Out)), type, device);
    }
}
