using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralCore.Backends;

/// <summary>Two doubles as a lane: 128 bits (SSE, or NEON on ARM).</summary>
internal readonly unsafe struct F64x2(Vector128<double> value) : IVector<F64x2, double>
{
    /// <summary>The numbers.</summary>
    public readonly Vector128<double> Value = value;

    public static bool IsDouble => true;

    public static int Width => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Of(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator +(F64x2 a, F64x2 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator -(F64x2 a, F64x2 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator *(F64x2 a, F64x2 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator /(F64x2 a, F64x2 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 operator -(F64x2 a) => new(-a.Value);

    /// <summary>a · b + c: rounded once where the processor has FMA, twice where it has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Fma(F64x2 a, F64x2 b, F64x2 c) => new(Vector128.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Abs(F64x2 a) => new(Vector128.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Sqrt(F64x2 a) => new(Vector128.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Min(F64x2 a, F64x2 b) => new(Vector128.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Max(F64x2 a, F64x2 b) => new(Vector128.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Round(F64x2 a) => new(Vector128.Round(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 SelectGreater(F64x2 a, F64x2 b, F64x2 then, F64x2 other) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 SelectGreaterOrEqual(F64x2 a, F64x2 b, F64x2 then, F64x2 other) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 SelectEqual(F64x2 a, F64x2 b, F64x2 then, F64x2 other) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a.Value, b.Value), then.Value, other.Value));

    /// <summary>a · 2ⁿ: adding 1.5·2^52 puts n into the lowest bits, and the shift makes it an exponent, without a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Scale2(F64x2 a, F64x2 n) =>
        new(a.Value * ((n.Value + Vector128.Create(6755399441055744.0 + 1023)).AsInt64() << 52).AsDouble());

    /// <summary>The exponent's bits under 2^52's are 2^52 + exponent + 1023: again no conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Exponent(F64x2 a) =>
        new(((a.Value.AsInt64() >>> 52) | Vector128.Create(4503599627370496.0).AsInt64()).AsDouble() - Vector128.Create(4503599627370496.0 + 1023));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Mantissa(F64x2 a) =>
        new(((a.Value.AsInt64() & Vector128.Create((1L << 52) - 1)) | Vector128.Create(1.0).AsInt64()).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Load(double* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 Broadcast(double* source) => new(Vector128.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x2 value, double* target) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(F64x2 value, double* target) => value.Value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x2 LoadPart(double* source, int count)
    {
        if (Avx.IsSupported) return new(Avx.MaskLoad(source, Mask(count)));
        var value = Vector128<double>.Zero;
        for (var i = 0; i < Math.Min(count, 2); i++) value = value.WithElement(i, source[i]);
        return new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(F64x2 value, double* target, int count)
    {
        if (Avx.IsSupported) Avx.MaskStore(target, Mask(count), value.Value);
        else for (var i = 0; i < Math.Min(count, 2); i++) target[i] = value.Value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(F64x2 value) => Vector128.Sum(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Mask(int count) =>
        Vector128.GreaterThan(Vector128.Create((long)count), Vector128<long>.Indices).AsDouble();
}
