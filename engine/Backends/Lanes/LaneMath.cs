using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Elementary functions in lanes: one text for float, double, SIMD and the GPU, where .NET and ILGPU give nothing usable.</summary>
/// <remarks>
/// Arguments are reduced to a short interval and a minimax polynomial (Remez, fitted for this file) does the rest;
/// <see cref="ILane{V}.IsDouble"/> picks its degree. There is neither branch on data nor table. Errors stay within
/// about two units in the last place; zeros, infinities and NaN behave as in IEEE 754. All are inlined into the loops
/// that use them, but for the two longest (Erf and Pow): the JIT's inlining budget would end in the middle of those
/// and leave calls for single additions.
/// </remarks>
public static class LaneMath
{
    // ln 2 in two parts: the first has so few bits that n·Ln2High is exact for every exponent n.
    private const double Ln2High = 0.693359375, Ln2Low = -2.1219444005469058e-4;
    private const double Log2E = 1.44269504088896341;

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : unmanaged, ILane<V> => ExpOfSum(x, V.Of(0));

    /// <summary>eˣ − 1, without cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V>(V x) where V : unmanaged, ILane<V>
    {
        // With x = n·ln 2 + r: eˣ − 1 = 2·((eʳ − 1)·2ⁿ⁻¹ + (2ⁿ⁻¹ − ½)); the halves let n reach 1024 without overflow.
        var z = V.Max(V.Min(x, V.Of(V.IsDouble ? 710 : 89)), V.Of(-40));
        var n = V.Round(z * V.Of(Log2E));
        var r = Reduce(z, n);
        var half = V.Scale2(V.Of(1), n - V.Of(1));
        var y = V.Fma(ExpMinusOne(r), half, half - V.Of(0.5));
        return V.SelectEqual(x, V.Of(0), x, y + y);
    }

    /// <summary>The natural logarithm: −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x) where V : unmanaged, ILane<V>
    {
        var m = Split(x, out var e);
        var f = m - V.Of(1);
        var s = f / (f + V.Of(2));
        var z = s * s;

        // ln m = 2s + s³·R = f − (f²/2 − s·(f²/2 + z·R)), since 2s = f − s·f; f is exact, so the leading term is.
        var half = V.Of(0.5) * f * f;
        var tail = V.Fma(s, V.Fma(z, AtanhTail(z), half), e * V.Of(Ln2Low));
        return LogSpecials(x, V.Fma(e, V.Of(Ln2High), f - (half - tail)));
    }

    /// <summary>ln(1 + x), without cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V>(V x) where V : unmanaged, ILane<V>
    {
        // u = 1 + x loses the low bits c of x; to first order they add c/u.
        var u = x + V.Of(1);
        var c = x - (u - V.Of(1));
        var correction = V.SelectGreater(u, V.Of(0), V.SelectGreater(V.Of(double.PositiveInfinity), u, c / u, V.Of(0)), V.Of(0));
        return V.SelectEqual(x, V.Of(0), x, Log(u) + correction);
    }

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : unmanaged, ILane<V>
    {
        // tanh x = t / (t + 2) with t = e²ˣ − 1; beyond 20 it is 1 in either precision.
        var t = Expm1(V.Max(V.Min(x + x, V.Of(40)), V.Of(-40)));
        return t / (t + V.Of(2));
    }

    /// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x) where V : unmanaged, ILane<V>
    {
        // Only e to a negative power, so that nothing overflows and the left tail keeps its digits.
        var e = Exp(-V.Abs(x));
        return V.SelectGreaterOrEqual(x, V.Of(0), V.Of(1), e) / (V.Of(1) + e);
    }

    /// <summary>The error function 2/√π · ∫₀ˣ e^(−t²) dt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Erf<V>(V x) where V : unmanaged, ILane<V>
    {
        // Up to 1 an odd polynomial; from there 1 − e^(−x²)·Q(1/(x + 2)), odd by hand; beyond 6 it is 1.
        var a = V.Min(V.Abs(x), V.Of(6));
        var far = V.Of(1) - Exp(-(a * a)) * ErfcScaled(V.Of(1) / (a + V.Of(2)));
        var near = V.Fma(x, ErfNear(x * x), x);
        return V.SelectGreater(a, V.Of(1), V.SelectGreater(V.Of(0), x, -far, far), near);
    }

    /// <summary>x to a power that is the same everywhere; NaN for negative x and a broken power.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow<V>(V x, double exponent) where V : unmanaged, ILane<V>
    {
        if (exponent == 1) return x;
        if (exponent == 2) return x * x;
        if (exponent == 3) return x * x * x;
        if (exponent == 0.5) return V.Sqrt(x);
        if (exponent == -1) return V.Of(1) / x;
        return Pow(x, V.Of(exponent));
    }

    /// <summary>x to the power of y; NaN for negative x and a broken y; 1 where y = 0 or x = 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Pow<V>(V x, V y) where V : unmanaged, ILane<V>
    {
        var (zero, one) = (V.Of(0), V.Of(1));
        var a = V.Abs(x);

        // |x|ʸ = e^(y·ln|x|), the logarithm in two parts: its error is multiplied by y·ln|x|, up to 745.
        var high = LogInTwo(a, out var low);
        var p = y * high;
        var rest = V.Fma(y, low, V.Fma(y, high, -p));
        var magnitude = ExpOfSum(p, V.SelectGreater(V.Of(1000), V.Abs(p), rest, zero));
        magnitude = V.SelectEqual(a, one, one, magnitude);

        // A negative base asks for a whole power; an odd one passes the sign on, that of −0 too.
        var half = V.Of(0.5) * y;
        var even = V.SelectEqual(V.Round(half), half, one, zero);
        var whole = V.SelectEqual(V.Round(y), y, one, zero);
        var broken = V.SelectEqual(a, V.Of(double.PositiveInfinity), magnitude, V.Of(double.NaN));
        var signed = V.SelectGreater(whole, zero, V.SelectGreater(even, zero, magnitude, -magnitude), broken);
        var odd = V.SelectGreater(whole, even, V.SelectGreater(y, zero, x, one / x), magnitude);
        var result = V.SelectGreater(zero, x, signed, V.SelectEqual(x, zero, odd, magnitude));
        return V.SelectEqual(y, zero, one, V.SelectEqual(x, one, one, result));
    }

    // e^(x + rest), rest being far smaller than x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfSum<V>(V x, V rest) where V : unmanaged, ILane<V>
    {
        // x = n·ln 2 + r with |r| ≤ ½ ln 2; 2ⁿ in two factors, so that overflow and gradual underflow come by themselves.
        x = V.Max(V.Min(x, V.Of(V.IsDouble ? 710 : 89)), V.Of(V.IsDouble ? -746 : -104));
        var n = V.Round(x * V.Of(Log2E));
        var y = ExpMinusOne(Reduce(x, n) + rest) + V.Of(1);
        var n1 = V.Round(V.Of(0.5) * n);
        return V.Scale2(V.Scale2(y, n1), n - n1);
    }

    // x − n·ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce<V>(V x, V n) where V : unmanaged, ILane<V> =>
        V.Fma(n, V.Of(-Ln2Low), V.Fma(n, V.Of(-Ln2High), x));

    // eʳ − 1 = r + r²·P(r) for |r| ≤ ½ ln 2; relative error of eʳ 2e-17 and 2e-8.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOne<V>(V r) where V : unmanaged, ILane<V>
    {
        var p = V.IsDouble
            ? V.Of(2.5114518639244504e-08).Then(r, 2.762638219358763e-07).Then(r, 2.7557227822633565e-06)
                .Then(r, 2.480150431219957e-05).Then(r, 0.00019841269903160926).Then(r, 0.0013888888932484201)
                .Then(r, 0.008333333333314541).Then(r, 0.04166666666657332).Then(r, 0.16666666666666685).Then(r, 0.5)
            : V.Of(0.0013946499).Then(r, 0.008366611).Then(r, 0.04166628).Then(r, 0.16666543).Then(r, 0.5);
        return V.Fma(r * r, p, r);
    }

    // The m of x = 2ᵉ·m with m in [√½, √2); subnormal numbers are first scaled into the normal ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Split<V>(V x, out V e) where V : unmanaged, ILane<V>
    {
        var least = V.Of(V.IsDouble ? 2.2250738585072014e-308 : 1.17549435e-38);
        var normal = V.SelectGreaterOrEqual(x, least, x, V.Of(1L << 54) * x);
        var (m, root) = (V.Mantissa(normal), V.Of(1.4142135623730951));
        e = V.Exponent(normal) - V.SelectGreaterOrEqual(x, least, V.Of(0), V.Of(54));
        e = V.SelectGreater(m, root, e + V.Of(1), e);
        return V.SelectGreater(m, root, V.Of(0.5) * m, m);
    }

    // R(z) of ln((1 + s)/(1 − s)) = 2s + s³·R(s²) for s² ≤ 0.0295; relative error of the logarithm 2e-18 and 9e-10.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtanhTail<V>(V z) where V : unmanaged, ILane<V> => V.IsDouble
        ? V.Of(0.14797507719057545).Then(z, 0.15313903245641833).Then(z, 0.18183569739853522).Then(z, 0.2222219847598521)
            .Then(z, 0.2857142874326269).Then(z, 0.3999999999941109).Then(z, 0.6666666666666735)
        : V.Of(0.29873073).Then(z, 0.39977497).Then(z, 0.66666776);

    // The logarithm as an unevaluated sum; the tail carries ten bits beyond the lane's precision.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogInTwo<V>(V x, out V low) where V : unmanaged, ILane<V>
    {
        var m = Split(x, out var e);
        var f = m - V.Of(1);
        var d = m + V.Of(1);
        var s = f / d;
        var lost = m - (d - V.Of(1));
        var sLow = V.Fma(-s, lost, V.Fma(-s, d, f)) / d;
        var z = s * s;

        var (a, b) = (e * V.Of(Ln2High), s + s);
        var sum = a + b;
        var tail = b - (sum - a) + V.Fma(e, V.Of(Ln2Low), V.Fma(s * z, AtanhTail(z), sLow + sLow));
        var high = sum + tail;
        low = tail - (high - sum);
        return LogSpecials(x, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogSpecials<V>(V x, V y) where V : unmanaged, ILane<V>
    {
        var infinity = V.Of(double.PositiveInfinity);
        var positive = V.SelectEqual(x, infinity, x, y);
        return V.SelectGreater(x, V.Of(0), positive, V.SelectEqual(x, V.Of(0), -infinity, V.Of(double.NaN)));
    }

    // erf x = x + x·P(x²) for |x| ≤ 1; relative error 8e-18 and 2e-9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfNear<V>(V z) where V : unmanaged, ILane<V> => V.IsDouble
        ? V.Of(-7.779467009284168e-10).Then(z, 1.3710979620445635e-08).Then(z, -1.6206313583187198e-07)
            .Then(z, 1.6447131549126013e-06).Then(z, -1.492471230029015e-05).Then(z, 0.00012055293576816174)
            .Then(z, -0.0008548325929311893).Then(z, 0.005223977606118426).Then(z, -0.02686617064311146)
            .Then(z, 0.11283791670944185).Then(z, -0.3761263890318352).Then(z, 0.12837916709551256)
        : V.Of(7.853861e-05).Then(z, -0.00080101937).Then(z, 0.0051883277).Then(z, -0.026853811).Then(z, 0.112835854)
            .Then(z, -0.37612626).Then(z, 0.12837917);

    // Q(t) = e^(x²)·erfc x for x ≥ 1 and t = 1/(x + 2), weighted by e^(−x²); error of erf 6e-19 and 1e-10.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfcScaled<V>(V t) where V : unmanaged, ILane<V> => V.IsDouble
        ? V.Of(-211.76284132656394).Then(t, 746.8024011401689).Then(t, -1151.2117922305538).Then(t, 993.1425203617467)
            .Then(t, -509.8210090508185).Then(t, 160.79251444671638).Then(t, -40.9816855685308).Then(t, 9.856550709114703)
            .Then(t, 1.9027131406445623).Then(t, 2.057873737631273).Then(t, 1.1233147731435793).Then(t, 0.5643750226982233)
            .Then(t, -3.0779778400078402e-06)
        : V.Of(-7.3835077).Then(t, 10.183737).Then(t, -0.51384825).Then(t, 1.5866735).Then(t, 0.5194788).Then(t, 0.0018179948);

    // One step of Horner's rule: p·x + c.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Then<V>(this V p, V x, double c) where V : unmanaged, ILane<V> => V.Fma(p, x, V.Of(c));
}
