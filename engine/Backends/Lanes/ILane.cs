namespace NeuralCore.Backends;

/// <summary>One or several floating numbers that are computed with alike: the vocabulary in which every kernel and pointwise function is written once, for float, double, AVX-512, AVX2 and the GPU.</summary>
/// <typeparam name="V">The lane type itself.</typeparam>
public interface ILane<V> where V : unmanaged, ILane<V>
{
    /// <summary>Whether the elements are doubles; a constant to the compiler, so that it picks the polynomials.</summary>
    static abstract bool IsDouble { get; }

    /// <summary>The constant in every element.</summary>
    static abstract V Of(double value);

    /// <summary>a + b.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>a − b.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>a · b.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>a / b.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>−a.</summary>
    static abstract V operator -(V a);

    /// <summary>a · b + c, rounded once where the hardware can.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>|a|.</summary>
    static abstract V Abs(V a);

    /// <summary>√a.</summary>
    static abstract V Sqrt(V a);

    /// <summary>The smaller of each pair; NaN if either is.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger of each pair; NaN if either is.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract V Round(V a);

    /// <summary>Where a &gt; b the one, elsewhere (also where either is NaN) the other.</summary>
    static abstract V SelectGreater(V a, V b, V then, V other);

    /// <summary>Where a ≥ b the one, elsewhere (also where either is NaN) the other.</summary>
    static abstract V SelectGreaterOrEqual(V a, V b, V then, V other);

    /// <summary>Where a = b the one, elsewhere (also where either is NaN) the other.</summary>
    static abstract V SelectEqual(V a, V b, V then, V other);

    /// <summary>a · 2ⁿ for a whole n in the range of normal exponents.</summary>
    static abstract V Scale2(V a, V n);

    /// <summary>⌊log₂ a⌋ of a positive normal number.</summary>
    static abstract V Exponent(V a);

    /// <summary>a / 2^Exponent(a) of a positive normal number: in [1, 2).</summary>
    static abstract V Mantissa(V a);
}
