using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>a + b, wrapping.</summary>
internal readonly struct PtxSum<T> : IPtxBinary<T> where T : unmanaged, INumberBase<T>
{
    public static T Invoke(T a, T b) => unchecked(a + b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => a + b;
}

/// <summary>a − b, wrapping.</summary>
internal readonly struct PtxDifference<T> : IPtxBinary<T> where T : unmanaged, INumberBase<T>
{
    public static T Invoke(T a, T b) => unchecked(a - b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => a - b;
}

/// <summary>a · b, the lower half.</summary>
internal readonly struct PtxProduct<T> : IPtxBinary<T> where T : unmanaged, INumberBase<T>
{
    public static T Invoke(T a, T b) => unchecked(a * b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => a * b;
}

/// <summary>a · b + c, the lower half.</summary>
internal readonly struct PtxProductSum<T> : IPtxTernary<T> where T : unmanaged, INumberBase<T>
{
    public static T Invoke(T a, T b, T c) => unchecked(a * b + c);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b, Vector512<T> c) => a * b + c;
}

/// <summary>The smaller integer.</summary>
internal readonly struct PtxSmaller<T> : IPtxBinary<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, T b) => T.Min(a, b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => Vector512.Min(a, b);
}

/// <summary>The larger integer.</summary>
internal readonly struct PtxLarger<T> : IPtxBinary<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, T b) => T.Max(a, b);
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => Vector512.Max(a, b);
}

/// <summary>a ∧ b.</summary>
internal readonly struct PtxBitAnd<T> : IPtxBinary<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, T b) => a & b;
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => a & b;
}

/// <summary>a ∨ b.</summary>
internal readonly struct PtxBitOr<T> : IPtxBinary<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, T b) => a | b;
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => a | b;
}

/// <summary>a ⊕ b.</summary>
internal readonly struct PtxBitXor<T> : IPtxBinary<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, T b) => a ^ b;
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => a ^ b;
}

/// <summary>All bits turned over.</summary>
internal readonly struct PtxBitNot<T> : IPtxUnary<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a) => ~a;
    public static Vector512<T> Invoke(Vector512<T> a) => ~a;
}

/// <summary>a itself.</summary>
internal readonly struct PtxIdentity<T> : IPtxUnary<T> where T : unmanaged
{
    public static T Invoke(T a) => a;
    public static Vector512<T> Invoke(Vector512<T> a) => a;
}
