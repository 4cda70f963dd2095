using System.Numerics;
using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends.Cpu;

/// <summary>Every vector lane does, element by element, what the scalar lane of its type does.</summary>
public sealed unsafe class CpuLaneTests
{
    private static readonly double[] Values =
    [
        0, -0.0, 1, -1, 0.5, -2.5, 1.5, 2.5, 3.7, -3.7, 1e-3, 123456.75, -98765.5, 1e30, -1e30,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    [Fact]
    public void F32x16_matches_F32() => Check<float, F32, F32x16>();

    [Fact]
    public void F32x8_matches_F32() => Check<float, F32, F32x8>();

    [Fact]
    public void F32x4_matches_F32() => Check<float, F32, F32x4>();

    [Fact]
    public void F64x8_matches_F64() => Check<double, F64, F64x8>();

    [Fact]
    public void F64x4_matches_F64() => Check<double, F64, F64x4>();

    [Fact]
    public void F64x2_matches_F64() => Check<double, F64, F64x2>();

    private static void Check<T, S, V>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged, IVector<S, T> where V : unmanaged, IVector<V, T>
    {
        Binary<T, S, V>("add", (a, b) => a + b, (a, b) => a + b);
        Binary<T, S, V>("subtract", (a, b) => a - b, (a, b) => a - b);
        Binary<T, S, V>("multiply", (a, b) => a * b, (a, b) => a * b);
        Binary<T, S, V>("divide", (a, b) => a / b, (a, b) => a / b);
        Binary<T, S, V>("min", S.Min, V.Min);
        Binary<T, S, V>("max", S.Max, V.Max);
        Binary<T, S, V>("greater", (a, b) => S.SelectGreater(a, b, a, S.Of(7)), (a, b) => V.SelectGreater(a, b, a, V.Of(7)));
        Binary<T, S, V>("greater or equal", (a, b) => S.SelectGreaterOrEqual(a, b, a, S.Of(7)), (a, b) => V.SelectGreaterOrEqual(a, b, a, V.Of(7)));
        Binary<T, S, V>("equal", (a, b) => S.SelectEqual(a, b, S.Of(3), S.Of(7)), (a, b) => V.SelectEqual(a, b, V.Of(3), V.Of(7)));
        Unary<T, S, V>("negate", Values, x => -x, x => -x);
        Unary<T, S, V>("abs", Values, S.Abs, V.Abs);
        Unary<T, S, V>("sqrt", Values, S.Sqrt, V.Sqrt);
        Unary<T, S, V>("round", Values, S.Round, V.Round);
        double[] exponents = [-126, -100, -53, -24, -1, 0, 1, 2, 23, 52, 100, 127];
        Unary<T, S, V>("scale2", exponents, n => S.Scale2(S.Of(1.25), n), n => V.Scale2(V.Of(1.25), n));
        double[] normal = [1.2e-38, 1e-10, 0.1, 0.5, 0.99999994, 1, 1.0000001, 2, 3, 1e10, 3.4e38];
        Unary<T, S, V>("exponent", normal, S.Exponent, V.Exponent);
        Unary<T, S, V>("mantissa", normal, S.Mantissa, V.Mantissa);
        FmaRoundsAtMostTwice<T, V>();
        PartsStayInside<T, V>();
        SumAddsAll<T, V>();
    }

    private static void Unary<T, S, V>(string name, double[] values, Func<S, S> scalar, Func<V, V> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged, IVector<S, T> where V : unmanaged, IVector<V, T>
    {
        T* result = stackalloc T[V.Width];
        foreach (var value in values)
        {
            V.Store(vector(V.Of(value)), result);
            T expected;
            S.Store(scalar(S.Of(value)), &expected);
            for (var i = 0; i < V.Width; i++) AssertSame(name, expected, result[i]);
        }
    }

    private static void Binary<T, S, V>(string name, Func<S, S, S> scalar, Func<V, V, V> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where S : unmanaged, IVector<S, T> where V : unmanaged, IVector<V, T>
    {
        T* result = stackalloc T[V.Width];
        foreach (var a in Values)
            foreach (var b in Values)
            {
                V.Store(vector(V.Of(a), V.Of(b)), result);
                T expected;
                S.Store(scalar(S.Of(a), S.Of(b)), &expected);
                for (var i = 0; i < V.Width; i++) AssertSame($"{name}({a}, {b})", expected, result[i]);
            }
    }

    private static void FmaRoundsAtMostTwice<T, V>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : unmanaged, IVector<V, T>
    {
        var (a, b, c) = (T.CreateChecked(1.1), T.CreateChecked(3.3), T.CreateChecked(-3.5));
        T* result = stackalloc T[V.Width];
        V.Store(V.Fma(V.Of(1.1), V.Of(3.3), V.Of(-3.5)), result);
        for (var i = 0; i < V.Width; i++)
            Assert.True(result[i] == T.FusedMultiplyAdd(a, b, c) || result[i] == a * b + c);
    }

    private static void PartsStayInside<T, V>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : unmanaged, IVector<V, T>
    {
        var n = V.Width;
        T* source = stackalloc T[n];
        T* target = stackalloc T[n + 1];
        for (var i = 0; i < n; i++) source[i] = T.CreateChecked(i + 1);
        for (var count = 0; count <= n; count++)
        {
            V.Store(V.LoadPart(source, count), target);
            for (var i = 0; i < n; i++) Assert.Equal(i < count ? source[i] : T.Zero, target[i]);
            for (var i = 0; i <= n; i++) target[i] = T.CreateChecked(-1);
            V.StorePart(V.Load(source), target, count);
            for (var i = 0; i <= n; i++) Assert.Equal(i < count ? source[i] : T.CreateChecked(-1), target[i]);
        }
    }

    private static void SumAddsAll<T, V>() where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : unmanaged, IVector<V, T>
    {
        T* source = stackalloc T[V.Width];
        for (var i = 0; i < V.Width; i++) source[i] = T.CreateChecked(i + 1);
        Assert.Equal(T.CreateChecked(V.Width * (V.Width + 1) / 2), V.Sum(V.Load(source)));
        Assert.Equal(T.CreateChecked(1), V.Sum(V.LoadPart(source, 1)));
    }

    private static void AssertSame<T>(string what, T expected, T actual) where T : IBinaryFloatingPointIeee754<T> =>
        Assert.True(T.IsNaN(expected) ? T.IsNaN(actual) : expected.Equals(actual), $"{what}: expected {expected}, got {actual}");
}
