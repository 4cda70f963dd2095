using System.Numerics;
using System.Runtime.Intrinsics.X86;
using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

/// <summary>The elementary functions in every vector lane give what the scalar lane gives: the same bits, where the processor has FMA.</summary>
public sealed unsafe class LanesVectorMathTests
{
    [Fact]
    public void F32x4_computes_as_F32() => Check<float, F32, F32x4>();

    [Fact]
    public void F32x8_computes_as_F32() => Check<float, F32, F32x8>();

    [Fact]
    public void F32x16_computes_as_F32() => Check<float, F32, F32x16>();

    [Fact]
    public void F64x2_computes_as_F64() => Check<double, F64, F64x2>();

    [Fact]
    public void F64x4_computes_as_F64() => Check<double, F64, F64x4>();

    [Fact]
    public void F64x8_computes_as_F64() => Check<double, F64, F64x8>();

    private static void Check<T, S, V>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged, IVector<S, T> where V : unmanaged, IVector<V, T>
    {
        Same<T, S, V>("exp", LaneMath.Exp, LaneMath.Exp);
        Same<T, S, V>("expm1", LaneMath.Expm1, LaneMath.Expm1);
        Same<T, S, V>("log", LaneMath.Log, LaneMath.Log);
        Same<T, S, V>("log1p", LaneMath.Log1p, LaneMath.Log1p);
        Same<T, S, V>("tanh", LaneMath.Tanh, LaneMath.Tanh);
        Same<T, S, V>("sigmoid", LaneMath.Sigmoid, LaneMath.Sigmoid);
        Same<T, S, V>("erf", LaneMath.Erf, LaneMath.Erf);
        foreach (var y in new[] { -3, -0.5, 0, 0.3, 2, 5, 11.5 })
            Same<T, S, V>($"pow {y}", x => LaneMath.Pow(x, y), x => LaneMath.Pow(x, y), unitsWithoutFma: 1024);
    }

    private static void Same<T, S, V>(string name, Func<S, S> scalar, Func<V, V> vector, int unitsWithoutFma = 4)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged, IVector<S, T> where V : unmanaged, IVector<V, T>
    {
        var values = Values<T>(V.Width);
        T* results = stackalloc T[V.Width];
        fixed (T* pointer = values)
            for (var i = 0; i < values.Length; i += V.Width)
            {
                V.Store(vector(V.Load(pointer + i)), results);
                for (var j = 0; j < V.Width; j++)
                {
                    T expected;
                    S.Store(scalar(S.Load(pointer + i + j)), &expected);
                    if (!Agree(expected, results[j], unitsWithoutFma)) Assert.Fail($"{name} of {values[i + j]:R}: expected {expected:R}, got {results[j]:R}");
                }
            }
    }

    // Without FMA a product and a sum are rounded twice, which is worth a few units in the last place; of a power's
    // exponent y·ln|x|, up to 745 ≈ 2⁹·⁵, each of the two roundings is worth 2⁹ units of the result.
    private static bool Agree<T>(T expected, T actual, int unitsWithoutFma) where T : IBinaryFloatingPointIeee754<T>
    {
        if (expected.Equals(actual) && T.IsNegative(expected) == T.IsNegative(actual)) return true;
        if (T.IsNaN(expected)) return T.IsNaN(actual);
        return !Fma.IsSupported && T.Abs(expected - actual) <= T.CreateChecked(unitsWithoutFma) * (T.BitIncrement(T.Abs(expected)) - T.Abs(expected));
    }

    // Specials, every magnitude in both signs, and the range in which the functions bend; a multiple of the width.
    private static T[] Values<T>(int width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new List<double> { 0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e-310, -1e-42, 88.73, 709.8, -103.9, -745.1 };
        for (var e = -320.0; e < 308; e += 0.61) values.AddRange([Math.Pow(10, e), -Math.Pow(10, e)]);
        for (var x = -30.0; x < 30; x += 0.0137) values.Add(x);
        while (values.Count % width != 0) values.Add(0.5);
        return [.. values.Select(T.CreateTruncating)];
    }
}
