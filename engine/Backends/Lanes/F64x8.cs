using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralCore.Backends;

/// <summary>Eight doubles as a lane: 512 bits (AVX-512).</summary>
internal readonly unsafe struct F64x8(Vector512<double> value) : IVector<F64x8, double>
{
    /// <summary>The numbers.</summary>
    public readonly Vector512<double> Value = value;

    public static bool IsDouble => true;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Of(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator +(F64x8 a, F64x8 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator -(F64x8 a, F64x8 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator *(F64x8 a, F64x8 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator /(F64x8 a, F64x8 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 operator -(F64x8 a) => new(-a.Value);

    /// <summary>a · b + c: rounded once where the processor has FMA, twice where it has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Fma(F64x8 a, F64x8 b, F64x8 c) => new(Vector512.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Abs(F64x8 a) => new(Vector512.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Sqrt(F64x8 a) => new(Vector512.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Min(F64x8 a, F64x8 b) => new(Vector512.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Max(F64x8 a, F64x8 b) => new(Vector512.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Round(F64x8 a) => new(Vector512.Round(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 SelectGreater(F64x8 a, F64x8 b, F64x8 then, F64x8 other) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 SelectGreaterOrEqual(F64x8 a, F64x8 b, F64x8 then, F64x8 other) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 SelectEqual(F64x8 a, F64x8 b, F64x8 then, F64x8 other) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a.Value, b.Value), then.Value, other.Value));

    /// <summary>a · 2ⁿ: adding 1.5·2^52 puts n into the lowest bits, and the shift makes it an exponent, without a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Scale2(F64x8 a, F64x8 n) =>
        new(a.Value * ((n.Value + Vector512.Create(6755399441055744.0 + 1023)).AsInt64() << 52).AsDouble());

    /// <summary>The exponent's bits under 2^52's are 2^52 + exponent + 1023: again no conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Exponent(F64x8 a) =>
        new(((a.Value.AsInt64() >>> 52) | Vector512.Create(4503599627370496.0).AsInt64()).AsDouble() - Vector512.Create(4503599627370496.0 + 1023));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Mantissa(F64x8 a) =>
        new(((a.Value.AsInt64() & Vector512.Create((1L << 52) - 1)) | Vector512.Create(1.0).AsInt64()).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Load(double* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 Broadcast(double* source) => new(Vector512.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x8 value, double* target) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(F64x8 value, double* target) => value.Value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x8 LoadPart(double* source, int count)
    {
        if (Avx512F.IsSupported) return new(Avx512F.MaskLoad(source, Mask(count), Vector512<double>.Zero));
        var value = Vector512<double>.Zero;
        for (var i = 0; i < Math.Min(count, 8); i++) value = value.WithElement(i, source[i]);
        return new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(F64x8 value, double* target, int count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore(target, Mask(count), value.Value);
        else for (var i = 0; i < Math.Min(count, 8); i++) target[i] = value.Value.GetElement(i);
    }

    /// <summary>Halves are added to halves as long as there are two: a third of the instructions of adding up every 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(F64x8 value)
    {
        var half = value.Value.GetLower() + value.Value.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Mask(int count) =>
        Vector512.GreaterThan(Vector512.Create((long)count), Vector512<long>.Indices).AsDouble();
}
