using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralCore.Backends;

/// <summary>Four doubles as a lane: 256 bits (AVX2).</summary>
internal readonly unsafe struct F64x4(Vector256<double> value) : IVector<F64x4, double>
{
    /// <summary>The numbers.</summary>
    public readonly Vector256<double> Value = value;

    public static bool IsDouble => true;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Of(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator +(F64x4 a, F64x4 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator -(F64x4 a, F64x4 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator *(F64x4 a, F64x4 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator /(F64x4 a, F64x4 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 operator -(F64x4 a) => new(-a.Value);

    /// <summary>a · b + c: rounded once where the processor has FMA, twice where it has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Fma(F64x4 a, F64x4 b, F64x4 c) => new(Vector256.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Abs(F64x4 a) => new(Vector256.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Sqrt(F64x4 a) => new(Vector256.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Min(F64x4 a, F64x4 b) => new(Vector256.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Max(F64x4 a, F64x4 b) => new(Vector256.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Round(F64x4 a) => new(Vector256.Round(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 SelectGreater(F64x4 a, F64x4 b, F64x4 then, F64x4 other) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 SelectGreaterOrEqual(F64x4 a, F64x4 b, F64x4 then, F64x4 other) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 SelectEqual(F64x4 a, F64x4 b, F64x4 then, F64x4 other) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a.Value, b.Value), then.Value, other.Value));

    /// <summary>a · 2ⁿ: adding 1.5·2^52 puts n into the lowest bits, and the shift makes it an exponent, without a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Scale2(F64x4 a, F64x4 n) =>
        new(a.Value * ((n.Value + Vector256.Create(6755399441055744.0 + 1023)).AsInt64() << 52).AsDouble());

    /// <summary>The exponent's bits under 2^52's are 2^52 + exponent + 1023: again no conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Exponent(F64x4 a) =>
        new(((a.Value.AsInt64() >>> 52) | Vector256.Create(4503599627370496.0).AsInt64()).AsDouble() - Vector256.Create(4503599627370496.0 + 1023));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Mantissa(F64x4 a) =>
        new(((a.Value.AsInt64() & Vector256.Create((1L << 52) - 1)) | Vector256.Create(1.0).AsInt64()).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Load(double* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 Broadcast(double* source) => new(Vector256.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x4 value, double* target) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(F64x4 value, double* target) => value.Value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x4 LoadPart(double* source, int count)
    {
        if (Avx.IsSupported) return new(Avx.MaskLoad(source, Mask(count)));
        var value = Vector256<double>.Zero;
        for (var i = 0; i < Math.Min(count, 4); i++) value = value.WithElement(i, source[i]);
        return new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(F64x4 value, double* target, int count)
    {
        if (Avx.IsSupported) Avx.MaskStore(target, Mask(count), value.Value);
        else for (var i = 0; i < Math.Min(count, 4); i++) target[i] = value.Value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(F64x4 value) => Vector128.Sum(value.Value.GetLower() + value.Value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Mask(int count) =>
        Vector256.GreaterThan(Vector256.Create((long)count), Vector256<long>.Indices).AsDouble();
}
