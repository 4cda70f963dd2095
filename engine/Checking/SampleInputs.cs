using NeuralCore.Autograd;

namespace NeuralCore.Checking;

/// <summary>Draws the inputs of an op's sample: inside its range, away from its kinks, from a seed.</summary>
public static class SampleInputs
{
    private const double KinkDistance = 0.05;
    private const double DistinctDistance = 1e-3;

    /// <summary>The inputs in order; null where the sample leaves an optional one out.</summary>
    public static Tensor?[] Draw(OpSample sample, Generator generator, ElementType type, Device device) =>
        [.. sample.Inputs.Select(input => input is null ? null : Draw(input, generator, type, device))];

    private static Tensor Draw(OpInput input, Generator generator, ElementType type, Device device)
    {
        var values = input.Values?.ToArray() ?? Values(input, generator);
        return input.Type switch
        {
            ElementType.Int64 => Tensor.From(Array.ConvertAll(values, v => (long)v), input.Shape, device),
            ElementType.Int32 => Tensor.From(Array.ConvertAll(values, v => (int)v), input.Shape, device),
            ElementType.Bool => Tensor.From(Array.ConvertAll(values, v => v > 0), input.Shape, device),
            _ => Tensor.FromDoubles(values, input.Shape, type, device),
        };
    }

    private static double[] Values(OpInput input, Generator generator)
    {
        var values = new double[input.Shape.Count];
        generator.Uniform(values, input.Low, input.High);
        for (var i = 0; i < values.Length; i++)
            while (input.Kinks.Any(kink => Math.Abs(values[i] - kink) < KinkDistance))
                values[i] = input.Low + (input.High - input.Low) * generator.NextDouble();
        if (input.Distinct) Separate(values);
        return values;
    }

    // Moves equal neighbours in the sorted order apart; the order itself stays as it was drawn.
    private static void Separate(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        for (var k = 1; k < order.Length; k++)
            values[order[k]] = Math.Max(values[order[k]], values[order[k - 1]] + DistinctDistance);
    }
}
