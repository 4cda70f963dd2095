namespace NeuralCore.Checking;

/// <summary>A complex number as a lane: with a tiny imaginary part h, Im f(x + ih)/h is f′(x) to the last digit, for nothing is subtracted (Squire and Trapp 1998, "Using complex variables to estimate derivatives of real functions", SIAM Rev. 40).</summary>
/// <remarks>The imaginary part is so small that its products vanish beside the real ones; comparisons look at real parts.</remarks>
internal readonly struct ComplexLane(double real, double imaginary) : ILane<ComplexLane>
{
    /// <summary>Re z: what the function of a real number would be.</summary>
    public readonly double Real = real;

    /// <summary>Im z.</summary>
    public readonly double Imaginary = imaginary;

    public static bool IsDouble => true;

    public static ComplexLane Of(double value) => new(value, 0);

    public static ComplexLane operator +(ComplexLane a, ComplexLane b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    public static ComplexLane operator -(ComplexLane a, ComplexLane b) => new(a.Real - b.Real, a.Imaginary - b.Imaginary);

    public static ComplexLane operator *(ComplexLane a, ComplexLane b) => new(a.Real * b.Real, Product(a, b));

    // (a + iα)/(b + iβ) = a/b + i(α − β·a/b)/b, up to β².
    public static ComplexLane operator /(ComplexLane a, ComplexLane b)
    {
        var q = a.Real / b.Real;
        return new(q, (a.Imaginary - Times(q, b.Imaginary)) / b.Real);
    }

    public static ComplexLane operator -(ComplexLane a) => new(-a.Real, -a.Imaginary);

    public static ComplexLane Fma(ComplexLane a, ComplexLane b, ComplexLane c) =>
        new(Math.FusedMultiplyAdd(a.Real, b.Real, c.Real), Product(a, b) + c.Imaginary);

    public static ComplexLane Abs(ComplexLane a) => a.Real < 0 ? -a : a;

    public static ComplexLane Sqrt(ComplexLane a)
    {
        var root = Math.Sqrt(a.Real);
        return new(root, a.Imaginary == 0 ? 0 : a.Imaginary / (2 * root));
    }

    public static ComplexLane Min(ComplexLane a, ComplexLane b) => a.Real < b.Real || double.IsNaN(a.Real) ? a : b;

    public static ComplexLane Max(ComplexLane a, ComplexLane b) => a.Real > b.Real || double.IsNaN(a.Real) ? a : b;

    public static ComplexLane Round(ComplexLane a) => new(Math.Round(a.Real), 0);

    public static ComplexLane SelectGreater(ComplexLane a, ComplexLane b, ComplexLane then, ComplexLane other) => a.Real > b.Real ? then : other;

    public static ComplexLane SelectGreaterOrEqual(ComplexLane a, ComplexLane b, ComplexLane then, ComplexLane other) => a.Real >= b.Real ? then : other;

    public static ComplexLane SelectEqual(ComplexLane a, ComplexLane b, ComplexLane then, ComplexLane other) => a.Real == b.Real ? then : other;

    public static ComplexLane Scale2(ComplexLane a, ComplexLane n)
    {
        var power = F64.Scale2(new(1), new(n.Real)).Value;
        return new(a.Real * power, Times(power, a.Imaginary));
    }

    public static ComplexLane Exponent(ComplexLane a) => new(F64.Exponent(new(a.Real)).Value, 0);

    public static ComplexLane Mantissa(ComplexLane a) =>
        new(F64.Mantissa(new(a.Real)).Value, Times(1 / F64.Scale2(new(1), F64.Exponent(new(a.Real))).Value, a.Imaginary));

    private static double Product(ComplexLane a, ComplexLane b) => Times(a.Real, b.Imaginary) + Times(b.Real, a.Imaginary);

    // What does not depend on the variable stays so, beside an infinity too.
    private static double Times(double factor, double imaginary) => imaginary == 0 ? 0 : factor * imaginary;
}
