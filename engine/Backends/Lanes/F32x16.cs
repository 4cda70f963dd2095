using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralCore.Backends;

/// <summary>Sixteen floats as a lane: 512 bits (AVX-512).</summary>
internal readonly unsafe struct F32x16(Vector512<float> value) : IVector<F32x16, float>
{
    /// <summary>The numbers.</summary>
    public readonly Vector512<float> Value = value;

    public static bool IsDouble => false;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Of(double value) => new(Vector512.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator +(F32x16 a, F32x16 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator -(F32x16 a, F32x16 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator *(F32x16 a, F32x16 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator /(F32x16 a, F32x16 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 operator -(F32x16 a) => new(-a.Value);

    /// <summary>a · b + c: rounded once where the processor has FMA, twice where it has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Fma(F32x16 a, F32x16 b, F32x16 c) => new(Vector512.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Abs(F32x16 a) => new(Vector512.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Sqrt(F32x16 a) => new(Vector512.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Min(F32x16 a, F32x16 b) => new(Vector512.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Max(F32x16 a, F32x16 b) => new(Vector512.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Round(F32x16 a) => new(Vector512.Round(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 SelectGreater(F32x16 a, F32x16 b, F32x16 then, F32x16 other) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 SelectGreaterOrEqual(F32x16 a, F32x16 b, F32x16 then, F32x16 other) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 SelectEqual(F32x16 a, F32x16 b, F32x16 then, F32x16 other) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a.Value, b.Value), then.Value, other.Value));

    /// <summary>a · 2ⁿ: adding 1.5·2^23 puts n into the lowest bits, and the shift makes it an exponent, without a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Scale2(F32x16 a, F32x16 n) =>
        new(a.Value * ((n.Value + Vector512.Create(12582912f + 127)).AsInt32() << 23).AsSingle());

    /// <summary>The exponent's bits under 2^23's are 2^23 + exponent + 127: again no conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Exponent(F32x16 a) =>
        new(((a.Value.AsInt32() >>> 23) | Vector512.Create(8388608f).AsInt32()).AsSingle() - Vector512.Create(8388608f + 127));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Mantissa(F32x16 a) =>
        new(((a.Value.AsInt32() & Vector512.Create((1 << 23) - 1)) | Vector512.Create(1f).AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Broadcast(float* source) => new(Vector512.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x16 value, float* target) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(F32x16 value, float* target) => value.Value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 LoadPart(float* source, int count)
    {
        if (Avx512F.IsSupported) return new(Avx512F.MaskLoad(source, Mask(count), Vector512<float>.Zero));
        var value = Vector512<float>.Zero;
        for (var i = 0; i < Math.Min(count, 16); i++) value = value.WithElement(i, source[i]);
        return new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(F32x16 value, float* target, int count)
    {
        if (Avx512F.IsSupported) Avx512F.MaskStore(target, Mask(count), value.Value);
        else for (var i = 0; i < Math.Min(count, 16); i++) target[i] = value.Value.GetElement(i);
    }

    /// <summary>Halves are added to halves as long as there are two: a third of the instructions of adding up every 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x16 value)
    {
        var half = value.Value.GetLower() + value.Value.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) =>
        Vector512.GreaterThan(Vector512.Create(count), Vector512<int>.Indices).AsSingle();
}
