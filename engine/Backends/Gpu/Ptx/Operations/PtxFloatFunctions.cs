using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>PTX's NaN: every single-precision instruction that gives NaN gives 0x7FFFFFFF, whatever the operands' NaNs were.</summary>
internal static class PtxNaN
{
    /// <summary>The single-precision NaN.</summary>
    public static readonly float Single = BitConverter.UInt32BitsToSingle(0x7FFFFFFF);

    /// <summary>x, or the one NaN; doubles keep their NaN.</summary>
    public static T Canonical<T>(T x) where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(float) && T.IsNaN(x) ? (T)(object)Single : x;

    /// <summary>x, with the one NaN in place of any; doubles keep theirs.</summary>
    public static Vector512<T> Canonical<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.ConditionalSelect(Vector512.Equals(x, x), x, Vector512.Create(0x7FFFFFFFu).As<uint, T>())
            : x;
}

/// <summary>a + b, to nearest even.</summary>
internal readonly struct PtxFloatSum<T> : IPtxBinary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b) => PtxNaN.Canonical(a + b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => PtxNaN.Canonical(a + b);
}

/// <summary>a − b, to nearest even.</summary>
internal readonly struct PtxFloatDifference<T> : IPtxBinary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b) => PtxNaN.Canonical(a - b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => PtxNaN.Canonical(a - b);
}

/// <summary>a · b, to nearest even.</summary>
internal readonly struct PtxFloatProduct<T> : IPtxBinary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b) => PtxNaN.Canonical(a * b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => PtxNaN.Canonical(a * b);
}

/// <summary>a / b, to nearest even.</summary>
internal readonly struct PtxFloatQuotient<T> : IPtxBinary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b) => PtxNaN.Canonical(a / b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => PtxNaN.Canonical(a / b);
}

/// <summary>a · b + c with one rounding, to nearest even.</summary>
internal readonly struct PtxFused<T> : IPtxTernary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b, T c) => PtxNaN.Canonical(T.FusedMultiplyAdd(a, b, c));

    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        PtxNaN.Canonical(typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>());
}

/// <summary>The smaller number: of a number and a NaN the number, −0 before +0.</summary>
internal readonly struct PtxFloatSmaller<T> : IPtxBinary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b) => PtxNaN.Canonical(T.MinNumber(a, b));
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => PtxNaN.Canonical(Vector512.MinNumber(a, b));
}

/// <summary>The larger number: of a number and a NaN the number, +0 before −0.</summary>
internal readonly struct PtxFloatLarger<T> : IPtxBinary<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T a, T b) => PtxNaN.Canonical(T.MaxNumber(a, b));
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => PtxNaN.Canonical(Vector512.MaxNumber(a, b));
}
