namespace NeuralCore.Checking;

/// <summary>How much a function rounds that rounds far more than its doubles need, measured: but for that, its results at points a hair apart lie on a smooth line.</summary>
/// <remarks>
/// Fourth differences of equidistant samples, after Moré and Wild 2011, "Estimating computational noise", SIAM J. Sci. Comput.
/// 33(3): what is smooth vanishes in them as δ⁴, independent errors of size σ remain as √70·σ. A function of doubles that goes
/// through floats, or adds a huge number and takes it away, is told from one that does not; its differences deserve less
/// trust. What doubles lose by themselves, at one element, is for <see cref="FunctionNoise"/>.
/// </remarks>
internal static class CoarseRounding
{
    private const int Samples = 11;
    private const double First = 1e-8, Last = 1e-2, Factor = 10;

    // Steps of a staircase can be as long as the samples are apart, and then look smooth; not at two distances.
    private const double Incommensurable = 3.7;

    // Away from where zeros and their corners lie.
    private const double Away = 1e-3;

    // What a function of doubles may lose by itself, in sums and cancellations, is no news.
    private const double Noteworthy = 1e-12;

    private static readonly double[] Differences = [1, -4, 6, -4, 1];

    /// <summary>σ of the result that rounds most; 0 where it is no more than what doubles bring along.</summary>
    public static double Of(CheckedCall call, Generator generator)
    {
        if (call.Epsilon > Noteworthy) return 0;
        double[]?[] directions = [.. call.Inputs.Select(x => CheckedCall.IsChecked(x) ? Direction((int)x!.Shape.Count, generator) : null)];
        for (var delta = First; delta < 2 * Last; delta *= Factor)
        {
            // Where nothing moves at all, the stairs are longer than the samples are apart.
            if (Deviation(call, directions, delta) is { } deviation)
                return Math.Max(deviation, Deviation(call, directions, Incommensurable * delta) ?? 0);
        }
        return 0;
    }

    private static double? Deviation(CheckedCall call, double[]?[] directions, double delta)
    {
        var results = (int)call.Blocks.Sum(b => b.Shape.Count);
        double[][] at = [.. Enumerable.Range(0, Samples).Select(t => call.At(directions, Away + t * delta)[..results])];
        if (at.All(y => y.AsSpan().SequenceEqual(at[0]))) return null;
        double noise = 0, size = 0;
        for (var k = 0; k < results; k++)
        {
            size = Math.Max(size, Math.Abs(at[0][k]));
            for (var first = 0; first + Differences.Length <= Samples; first++)
            {
                var sum = 0.0;
                for (var j = 0; j < Differences.Length; j++) sum += Differences[j] * at[first + j][k];
                if (double.IsFinite(sum)) noise = Math.Max(noise, Math.Abs(sum));
            }
        }
        noise /= Math.Sqrt(70);
        return noise > Noteworthy * size ? noise : 0;
    }

    private static double[] Direction(int count, Generator generator)
    {
        var direction = new double[count];
        generator.Normal(direction);
        return direction;
    }
}
