namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Exact arithmetic in every rounding: the result to nearest, then one step where the error of it says that the wanted
/// rounding lies on the other side. The error of a sum is that of Knuth's TwoSum; products, quotients and roots leave
/// theirs through a fused multiply-add (double) or in double (single).
/// </summary>
internal static class PtxRounded
{
    public static float Sum(float a, float b, PtxRounding rounding) =>
        (double)a + b == 0 ? (float)ZeroSum(a, b, rounding) : Narrow((double)a + b, SumError(a, b), rounding);

    public static double Sum(double a, double b, PtxRounding rounding) =>
        a + b == 0 ? ZeroSum(a, b, rounding) : Step(a + b, SumError(a, b), rounding, Finite(a, b));

    public static float Product(float a, float b, PtxRounding rounding) => Narrow((double)a * b, 0, rounding);

    public static double Product(double a, double b, PtxRounding rounding) =>
        Step(a * b, Math.FusedMultiplyAdd(a, b, -(a * b)), rounding, Finite(a, b));

    public static float Fused(float a, float b, float c, PtxRounding rounding) =>
        rounding == PtxRounding.NearestEven
            ? MathF.FusedMultiplyAdd(a, b, c)
            : Narrow((double)a * b + c, SumError((double)a * b, c), rounding);

    public static double Fused(double a, double b, double c, PtxRounding rounding)
    {
        var result = Math.FusedMultiplyAdd(a, b, c);
        if (rounding == PtxRounding.NearestEven || !double.IsFinite(result)) return result;
        // a·b = p + e exactly; the sum of p, e and c against the result has the sign of the error.
        var p = a * b;
        var e = Math.FusedMultiplyAdd(a, b, -p);
        var s = p + c;
        var error = s - result + (SumError(p, c) + e);
        return Step(result, error, rounding, isFinite: true);
    }

    public static float Quotient(float a, float b, PtxRounding rounding)
    {
        var q = a / b;
        if (rounding == PtxRounding.NearestEven || !float.IsFinite(q))
            return Step(q, 0, rounding, Finite(a, b) && b != 0);
        return Step(q, Math.Sign((double)a - (double)q * b) * Math.Sign(b), rounding, isFinite: true);
    }

    public static double Quotient(double a, double b, PtxRounding rounding)
    {
        var q = a / b;
        if (rounding == PtxRounding.NearestEven || !double.IsFinite(q))
            return Step(q, 0, rounding, Finite(a, b) && b != 0);
        return Step(q, Math.Sign(Math.FusedMultiplyAdd(-q, b, a)) * Math.Sign(b), rounding, isFinite: true);
    }

    public static float Root(float a, PtxRounding rounding)
    {
        var root = MathF.Sqrt(a);
        return float.IsFinite(root)
            ? Step(root, Math.Sign((double)a - (double)root * root), rounding, isFinite: true)
            : root;
    }

    public static double Root(double a, PtxRounding rounding)
    {
        var root = Math.Sqrt(a);
        return double.IsFinite(root)
            ? Step(root, Math.FusedMultiplyAdd(-root, root, a), rounding, isFinite: true)
            : root;
    }

    /// <summary>min or max as IEEE 754-2008 has them: the number of a number and a NaN, unless NaNs are to be kept.</summary>
    public static double Extreme(double a, double b, bool smaller, bool propagate)
    {
        if (double.IsNaN(a) || double.IsNaN(b))
            return propagate || (double.IsNaN(a) && double.IsNaN(b)) ? double.NaN : double.IsNaN(a) ? b : a;
        return smaller ? Math.Min(a, b) : Math.Max(a, b);
    }

    /// <summary>A function that single precision alone has.</summary>
    public static double NoDouble(double a, double b, double c, PtxRounding rounding) =>
        throw new NotSupportedException();

    /// <summary>x + error, |error| far below x, as a single in the wanted rounding.</summary>
    public static float Narrow(double x, double error, PtxRounding rounding)
    {
        if (!double.IsFinite(x)) return (float)x;
        // To nearest, a sum that lies on the border of two singles is decided by what is missing.
        if (error != 0 && (BitConverter.DoubleToInt64Bits(x) & 1) == 0)
            x = (error > 0) == (x > 0) ? Away(x) : Towards(x);
        var result = (float)x;
        return Step(result, float.IsInfinity(result) ? 0 : x - result, rounding, isFinite: true);
    }

    // What vanishes is −0 when rounding down, unless both were +0.
    private static double ZeroSum(double a, double b, PtxRounding rounding) =>
        rounding == PtxRounding.Down && (double.IsNegative(a) || double.IsNegative(b)) ? -0.0 : a + b;

    private static double Away(double x) => x > 0 ? Math.BitIncrement(x) : Math.BitDecrement(x);

    private static double Towards(double x) => x > 0 ? Math.BitDecrement(x) : Math.BitIncrement(x);

    private static bool Finite(double a, double b) => double.IsFinite(a) && double.IsFinite(b);

    // What a + b is missing of the true sum.
    private static double SumError(double a, double b)
    {
        var s = a + b;
        if (!double.IsFinite(s)) return 0;
        var t = s - a;
        return (a - (s - t)) + (b - t);
    }

    private static float Step(float x, double error, PtxRounding rounding, bool isFinite) => rounding switch
    {
        PtxRounding.NearestEven => x,
        _ when float.IsInfinity(x) && isFinite => Overflow(x > 0, rounding) ? x : MathF.CopySign(float.MaxValue, x),
        _ when x == 0 && error == 0 => x,
        PtxRounding.Down when error < 0 => MathF.BitDecrement(x),
        PtxRounding.Up when error > 0 => MathF.BitIncrement(x),
        PtxRounding.Zero when x > 0 && error < 0 => MathF.BitDecrement(x),
        PtxRounding.Zero when x < 0 && error > 0 => MathF.BitIncrement(x),
        _ => x,
    };

    private static double Step(double x, double error, PtxRounding rounding, bool isFinite) => rounding switch
    {
        PtxRounding.NearestEven => x,
        _ when double.IsInfinity(x) && isFinite => Overflow(x > 0, rounding) ? x : Math.CopySign(double.MaxValue, x),
        PtxRounding.Down when error < 0 => Math.BitDecrement(x),
        PtxRounding.Up when error > 0 => Math.BitIncrement(x),
        PtxRounding.Zero when x > 0 && error < 0 => Math.BitDecrement(x),
        PtxRounding.Zero when x < 0 && error > 0 => Math.BitIncrement(x),
        _ => x,
    };

    // Whether a finite result that is too large becomes infinite.
    private static bool Overflow(bool positive, PtxRounding rounding) =>
        rounding == PtxRounding.NearestEven || rounding == (positive ? PtxRounding.Up : PtxRounding.Down);
}
