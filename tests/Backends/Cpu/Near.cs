namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>Compares sums of products with the error that rounding allows.</summary>
internal static class Near
{
    /// <summary>Operands lie in [−1, 1): each result may be off by the unit roundoff times √length times a small factor.</summary>
    public static void Assert(double[] expected, double[] actual, ElementType type, long length, string what)
    {
        var tolerance = (type == ElementType.Float64 ? 1e-14 : 1e-6) * Math.Sqrt(length) + double.Epsilon;
        Xunit.Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i]))))
                Xunit.Assert.Fail($"{what}: element {i} is {actual[i]}, expected {expected[i]}");
    }
}
