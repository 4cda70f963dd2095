namespace NeuralCore.Ops;

/// <summary>The normal distribution as GELU needs it.</summary>
internal static class Gaussian
{
    /// <summary>φ(0) = 1/√(2π).</summary>
    public const double Density0 = 0.39894228040143268;

    /// <summary>√(2/π).</summary>
    public const double Root = 0.79788456080286536;

    /// <summary>The coefficient of x³ in the tanh approximation.</summary>
    public const double Cube = 0.044715;

    /// <summary>Φ(x) = (1 + erf(x/√2)) / 2.</summary>
    public static V Distribution<V>(V x) where V : unmanaged, ILane<V> =>
        V.Fma(V.Of(0.5), LaneMath.Erf(V.Of(0.70710678118654752) * x), V.Of(0.5));

    /// <summary>√(2/π) · (x + 0.044715x³).</summary>
    public static V Cubic<V>(V x) where V : unmanaged, ILane<V> =>
        V.Of(Root) * x * V.Fma(V.Of(Cube) * x, x, V.Of(1));
}
