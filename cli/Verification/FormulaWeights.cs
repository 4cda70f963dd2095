namespace NeuralCore.Cli.Verification;

/// <summary>Weights that both sides compute ("formula-v1"), so that no weight file is needed.</summary>
internal static class FormulaWeights
{
    /// <summary>u(i, k): a number in [−1, 1) for element i of the tensor with index k.</summary>
    public static double U(long i, int k) => Mix(unchecked((uint)i + 0x9E3779B9u * (uint)(k + 1))) / 2147483648.0 - 1;

    /// <summary>The values of entry k of a state dict, by the kind that its name and shape tell.</summary>
    public static double[] Of(string name, Shape shape, int k, bool isNormalization)
    {
        var values = new double[shape.Count];
        Func<double, double> f = name[(name.LastIndexOf('.') + 1)..] switch
        {
            "weight" when isNormalization => u => 1 + 0.1 * u,
            "bias" => u => 0.05 * u,
            "running_mean" => u => 0.1 * u,
            "running_var" => u => 1 + 0.2 * u,
            _ => WeightScale(shape),
        };
        for (var i = 0; i < values.Length; i++) values[i] = f(U(i, k));
        return values;
    }

    // √(3 / fan_in), fan_in the product of all dimensions but the first; of a vector its length.
    private static Func<double, double> WeightScale(Shape shape)
    {
        var fanIn = shape.Rank > 1 ? shape.CountOf(1, shape.Rank) : shape.Count;
        var scale = Math.Sqrt(3.0 / fanIn);
        return u => u * scale;
    }

    private static uint Mix(uint x)
    {
        x ^= x >> 16;
        x *= 0x85EBCA6B;
        x ^= x >> 13;
        x *= 0xC2B2AE35;
        return x ^ x >> 16;
    }
}
