using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralCore.Backends;

/// <summary>Four floats as a lane: 128 bits (SSE, or NEON on ARM).</summary>
internal readonly unsafe struct F32x4(Vector128<float> value) : IVector<F32x4, float>
{
    /// <summary>The numbers.</summary>
    public readonly Vector128<float> Value = value;

    public static bool IsDouble => false;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Of(double value) => new(Vector128.Create((float)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator +(F32x4 a, F32x4 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator -(F32x4 a, F32x4 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator *(F32x4 a, F32x4 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator /(F32x4 a, F32x4 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 operator -(F32x4 a) => new(-a.Value);

    /// <summary>a · b + c: rounded once where the processor has FMA, twice where it has not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Fma(F32x4 a, F32x4 b, F32x4 c) => new(Vector128.MultiplyAddEstimate(a.Value, b.Value, c.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Abs(F32x4 a) => new(Vector128.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Sqrt(F32x4 a) => new(Vector128.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Min(F32x4 a, F32x4 b) => new(Vector128.Min(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Max(F32x4 a, F32x4 b) => new(Vector128.Max(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Round(F32x4 a) => new(Vector128.Round(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 SelectGreater(F32x4 a, F32x4 b, F32x4 then, F32x4 other) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 SelectGreaterOrEqual(F32x4 a, F32x4 b, F32x4 then, F32x4 other) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(a.Value, b.Value), then.Value, other.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 SelectEqual(F32x4 a, F32x4 b, F32x4 then, F32x4 other) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a.Value, b.Value), then.Value, other.Value));

    /// <summary>a · 2ⁿ: adding 1.5·2^23 puts n into the lowest bits, and the shift makes it an exponent, without a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Scale2(F32x4 a, F32x4 n) =>
        new(a.Value * ((n.Value + Vector128.Create(12582912f + 127)).AsInt32() << 23).AsSingle());

    /// <summary>The exponent's bits under 2^23's are 2^23 + exponent + 127: again no conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Exponent(F32x4 a) =>
        new(((a.Value.AsInt32() >>> 23) | Vector128.Create(8388608f).AsInt32()).AsSingle() - Vector128.Create(8388608f + 127));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Mantissa(F32x4 a) =>
        new(((a.Value.AsInt32() & Vector128.Create((1 << 23) - 1)) | Vector128.Create(1f).AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Broadcast(float* source) => new(Vector128.Create(*source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x4 value, float* target) => value.Value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(F32x4 value, float* target) => value.Value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 LoadPart(float* source, int count)
    {
        if (Avx.IsSupported) return new(Avx.MaskLoad(source, Mask(count)));
        var value = Vector128<float>.Zero;
        for (var i = 0; i < Math.Min(count, 4); i++) value = value.WithElement(i, source[i]);
        return new(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(F32x4 value, float* target, int count)
    {
        if (Avx.IsSupported) Avx.MaskStore(target, Mask(count), value.Value);
        else for (var i = 0; i < Math.Min(count, 4); i++) target[i] = value.Value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(F32x4 value) => Vector128.Sum(value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mask(int count) =>
        Vector128.GreaterThan(Vector128.Create(count), Vector128<int>.Indices).AsSingle();
}
