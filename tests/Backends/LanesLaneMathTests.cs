using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

/// <summary>The elementary functions against System.Math (or a series, where it has none), over dense ranges and at every special value.</summary>
public sealed class LanesLaneMathTests
{
    private const double Inf = double.PositiveInfinity, NaN = double.NaN;

    // ---- accuracy ------------------------------------------------------------------------------------------------

    [Fact]
    public void Exp_is_accurate_to_the_last_places()
    {
        Compare64(LaneMath.Exp, Math.Exp, -708, 709.7, 1e-15);
        Compare64(LaneMath.Exp, Math.Exp, -1, 1, 5e-16);
        Compare32(LaneMath.Exp, Math.Exp, -87, 88.7, 2e-7);
    }

    [Fact]
    public void Expm1_keeps_its_digits_near_zero()
    {
        Compare64(LaneMath.Expm1, Expm1, -45, 709.7, 1e-15);
        Compare64(LaneMath.Expm1, Expm1, -2, 2, 1e-15);
        Compare64(LaneMath.Expm1, Expm1, -1e-8, 1e-8, 1e-15);
        Compare32(LaneMath.Expm1, Expm1, -20, 88.7, 2e-7);
        Compare32(LaneMath.Expm1, Expm1, -1e-3, 1e-3, 2e-7);
    }

    [Fact]
    public void Log_is_accurate_to_the_last_places()
    {
        Compare64(LaneMath.Log, Math.Log, 1e-3, 10, 1e-15);
        Compare64(LaneMath.Log, Math.Log, 0.999, 1.001, 1e-15);
        Compare32(LaneMath.Log, Math.Log, 1e-3, 10, 2e-7);
        for (var e = -1074.0; e < 1024; e += 0.37)
        {
            var x = Math.Pow(2, e);
            Close(Math.Log(x), LaneMath.Log(new F64(x)).Value, 1e-15, x);
            if (e is < -149 or > 127) continue;
            var single = (float)x;
            Close(Math.Log(single), LaneMath.Log(new F32(single)).Value, 2e-7, single);
        }
    }

    [Fact]
    public void Log1p_keeps_its_digits_near_zero()
    {
        Compare64(LaneMath.Log1p, Log1p, -0.9999, 30, 1e-15);
        Compare64(LaneMath.Log1p, Log1p, -1e-6, 1e-6, 1e-15);
        Compare32(LaneMath.Log1p, Log1p, -0.999, 30, 2e-7);
        Compare32(LaneMath.Log1p, Log1p, -1e-3, 1e-3, 2e-7);
        Compare64(LaneMath.Log1p, Math.Log, 1e17, 1e18, 1e-15);
    }

    [Fact]
    public void Tanh_is_accurate()
    {
        Compare64(LaneMath.Tanh, Math.Tanh, -25, 25, 1e-15);
        Compare64(LaneMath.Tanh, Math.Tanh, -1e-3, 1e-3, 1e-15);
        Compare32(LaneMath.Tanh, Math.Tanh, -12, 12, 2e-7);
        Compare32(LaneMath.Tanh, Math.Tanh, -1e-2, 1e-2, 2e-7);
    }

    [Fact]
    public void Sigmoid_is_accurate_far_into_its_left_tail()
    {
        Compare64(LaneMath.Sigmoid, Sigmoid, -708, 60, 1e-15);
        Compare64(LaneMath.Sigmoid, Sigmoid, -5, 5, 1e-15);
        Compare32(LaneMath.Sigmoid, Sigmoid, -87, 30, 2e-7);
        Compare32(LaneMath.Sigmoid, Sigmoid, -5, 5, 2e-7);
    }

    [Fact]
    public void Erf_is_accurate()
    {
        Compare64(LaneMath.Erf, Erf, -6.5, 6.5, 1e-14);
        Compare64(LaneMath.Erf, Erf, -1, 1, 1e-14);
        Compare64(LaneMath.Erf, Erf, -1e-4, 1e-4, 1e-14);
        Compare32(LaneMath.Erf, Erf, -4.5, 4.5, 2e-7);
        Compare32(LaneMath.Erf, Erf, -1, 1, 2e-7);
        // Abramowitz and Stegun 1964, table 7.1.
        Close(0.5204998778130465, LaneMath.Erf(new F64(0.5)).Value, 1e-15, 0.5);
        Close(0.8427007929497149, LaneMath.Erf(new F64(1)).Value, 1e-15, 1);
        Close(0.9953222650189527, LaneMath.Erf(new F64(2)).Value, 1e-15, 2);
    }

    [Fact]
    public void Pow_is_accurate_even_where_the_result_is_huge_or_tiny()
    {
        for (var x = 0.013; x < 40; x *= 1.0173)
            for (var y = -23.7; y < 24; y += 0.61)
            {
                if (Math.Abs(y * Math.Log(x)) < 86)
                {
                    var (a, b) = ((float)x, (float)y);
                    Close(Math.Pow(a, b), LaneMath.Pow(new F32(a), new F32(b)).Value, 2e-7, a);
                    Close(Math.Pow(a, b), LaneMath.Pow(new F32(a), (double)b).Value, 2e-7, a);
                }
                Close(Math.Pow(x, y), LaneMath.Pow(new F64(x), new F64(y)).Value, 1e-14, x);
                if (Math.Abs(8 * y * Math.Log(x)) < 708)
                    Close(Math.Pow(x, 8 * y), LaneMath.Pow(new F64(x), 8 * y).Value, 1e-14, x);
            }
        foreach (var y in new[] { 1, 2, 3, 0.5, -1 })
            Compare64(v => LaneMath.Pow(v, y), x => Math.Pow(x, y), 0.01, 10, 1e-15);
    }

    // ---- special values ------------------------------------------------------------------------------------------

    [Fact]
    public void Special_values_are_those_of_IEEE_754()
    {
        Special(LaneMath.Exp, LaneMath.Exp, (0, 1), (-0.0, 1), (Inf, Inf), (-Inf, 0), (NaN, NaN), (1000, Inf), (-1000, 0));
        Special(LaneMath.Expm1, LaneMath.Expm1, (0, 0), (-0.0, -0.0), (Inf, Inf), (-Inf, -1), (NaN, NaN), (1000, Inf));
        Special(LaneMath.Log, LaneMath.Log, (0, -Inf), (-0.0, -Inf), (1, 0), (Inf, Inf), (-Inf, NaN), (-1, NaN), (NaN, NaN));
        Special(LaneMath.Log1p, LaneMath.Log1p, (0, 0), (-0.0, -0.0), (-1, -Inf), (Inf, Inf), (-Inf, NaN), (-2, NaN), (NaN, NaN));
        Special(LaneMath.Tanh, LaneMath.Tanh, (0, 0), (-0.0, -0.0), (Inf, 1), (-Inf, -1), (1e30, 1), (NaN, NaN));
        Special(LaneMath.Erf, LaneMath.Erf, (0, 0), (-0.0, -0.0), (Inf, 1), (-Inf, -1), (1e30, 1), (NaN, NaN));
        Special(LaneMath.Sigmoid, LaneMath.Sigmoid, (0, 0.5), (-0.0, 0.5), (Inf, 1), (-Inf, 0), (NaN, NaN));
    }

    [Fact]
    public void Pow_of_special_values_is_that_of_IEEE_754()
    {
        double[] values = [0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, 1e30, -1e30, Inf, -Inf, NaN];
        foreach (var x in values)
            foreach (var y in values)
            {
                Same(Math.Pow(x, y), LaneMath.Pow(new F64(x), new F64(y)).Value);
                Same(MathF.Pow((float)x, (float)y), LaneMath.Pow(new F32((float)x), new F32((float)y)).Value);
            }
    }

    [Fact]
    public void Exp_underflows_gradually()
    {
        foreach (var x in new[] { -710.0, -720, -730, -740, -744 })
            Assert.Equal(Math.Exp(x), LaneMath.Exp(new F64(x)).Value, double.Epsilon);
        foreach (var x in new[] { -88f, -92f, -96f, -100f, -103f })
            Assert.Equal((float)Math.Exp(x), LaneMath.Exp(new F32(x)).Value, float.Epsilon);
    }

    // ---- helpers -------------------------------------------------------------------------------------------------

    private static void Compare64(Func<F64, F64> lane, Func<double, double> exact, double from, double to, double tolerance)
    {
        const int Steps = 20011;
        for (var i = 0; i <= Steps; i++)
        {
            var x = from + (to - from) * i / Steps;
            Close(exact(x), lane(new F64(x)).Value, tolerance, x);
        }
    }

    private static void Compare32(Func<F32, F32> lane, Func<double, double> exact, double from, double to, double tolerance)
    {
        const int Steps = 20011;
        for (var i = 0; i <= Steps; i++)
        {
            var x = (float)(from + (to - from) * i / Steps);
            Close(exact(x), lane(new F32(x)).Value, tolerance, x);
        }
    }

    private static void Close(double expected, double actual, double tolerance, double x)
    {
        if (!(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected)))
            Assert.Fail($"at {x:R}: expected {expected:R}, got {actual:R}, relative error {Math.Abs(actual / expected - 1):E2}");
    }

    private static void Special(Func<F64, F64> lane64, Func<F32, F32> lane32, params (double X, double Expected)[] cases)
    {
        foreach (var (x, expected) in cases)
        {
            Same(expected, lane64(new F64(x)).Value);
            Same(expected, lane32(new F32((float)x)).Value);
        }
    }

    // Equal within rounding; zeros and infinities to the bit, so that the sign of zero counts.
    private static void Same(double expected, double actual)
    {
        if (double.IsNaN(expected)) Assert.True(double.IsNaN(actual), $"expected NaN, got {actual}");
        else if (double.IsInfinity(expected) || expected == 0) Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(actual));
        else Assert.Equal(expected, actual, 2e-7 * Math.Abs(expected));
    }

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.7) return Math.Exp(x) - 1;
        var sum = 0.0;
        for (var k = 20; k >= 1; k--) sum = (sum + 1) * x / k;
        return sum;
    }

    private static double Log1p(double x)
    {
        // 2·artanh(x/(2 + x)), the sum from its small end.
        if (Math.Abs(x) > 0.3) return Math.Log(1 + x);
        var s = x / (2 + x);
        var sum = 0.0;
        for (var k = 31; k >= 1; k -= 2) sum = sum * s * s + 1.0 / k;
        return 2 * s * sum;
    }

    // 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!: all terms of one sign, so no cancellation.
    private static double Erf(double x)
    {
        var (term, sum) = (x, 0.0);
        for (var n = 1; n < 400 && Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
