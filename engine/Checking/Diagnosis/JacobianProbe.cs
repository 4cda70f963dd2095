namespace NeuralCore.Checking;

/// <summary>Columns of a call's Jacobian by central differences, extrapolated twice: the error is of order h⁶.</summary>
internal sealed class JacobianProbe(CheckedCall call, int input, double step)
{
    /// <summary>How often a column takes the function.</summary>
    public const int EvaluationsPerColumn = 2 * Levels;

    private const int Levels = 3;

    private readonly double[] _values = call.Inputs[input]!.ToArray<double>();

    /// <summary>∂y/∂xᵢ for every element y of the results.</summary>
    public double[] Column(int i)
    {
        var table = new double[Levels][];
        for (var (level, h) = (0, step / 4); level < Levels; level++, h /= 2)
        {
            double[] above = Moved(h), below = Moved(-h);
            table[level] = [.. above.Zip(below, (a, b) => (a - b) / (2 * h))];
        }

        // Each pass removes the leading error term, of order h² and then h⁴.
        for (var (n, factor) = (Levels - 1, 4.0); n > 0; n--, factor *= 4)
            for (var level = 0; level < n; level++)
                for (var k = 0; k < table[level].Length; k++)
                    table[level][k] = table[level + 1][k] + (table[level + 1][k] - table[level][k]) / (factor - 1);
        return table[0];

        double[] Moved(double by)
        {
            var values = (double[])_values.Clone();
            values[i] += by;
            return call.At(input, values);
        }
    }
}
