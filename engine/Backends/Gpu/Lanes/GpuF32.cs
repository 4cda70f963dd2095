namespace NeuralCore.Backends.Gpu;

/// <summary>One float as a lane on a GPU: <see cref="F32"/> in the words that ILGPU translates.</summary>
/// <remarks>
/// ILGPU has no rounding without its algorithms, an undefined call for a fused multiply-add (a device's compiler fuses
/// a · b + c by itself), and minima that drop a NaN.
/// </remarks>
/// <param name="value">The number.</param>
public readonly struct GpuF32(float value) : IGpuLane<GpuF32>
{
    // Adding and taking away 2^23 leaves a positive number below it no fraction bits, rounded to even as every sum is; from there on none has any.
    private const float Rounder = 8388608f;

    /// <summary>The number.</summary>
    public readonly float Value = value;

    /// <inheritdoc/>
    public static bool IsDouble => false;

    /// <inheritdoc/>
    public static GpuF32 Of(double value) => new((float)value);

    /// <inheritdoc/>
    public static GpuF32 operator +(GpuF32 a, GpuF32 b) => new(a.Value + b.Value);

    /// <inheritdoc/>
    public static GpuF32 operator -(GpuF32 a, GpuF32 b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    public static GpuF32 operator *(GpuF32 a, GpuF32 b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public static GpuF32 operator /(GpuF32 a, GpuF32 b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    public static GpuF32 operator -(GpuF32 a) => new(-a.Value);

    /// <inheritdoc/>
    public static GpuF32 Fma(GpuF32 a, GpuF32 b, GpuF32 c) => new(a.Value * b.Value + c.Value);

    /// <inheritdoc/>
    public static GpuF32 Abs(GpuF32 a) => new(MathF.Abs(a.Value));

    /// <inheritdoc/>
    public static GpuF32 Sqrt(GpuF32 a) => new(MathF.Sqrt(a.Value));

    // Numbers that are equal have the same bits, unless they are zeros: then the sign tells which is larger.

    /// <inheritdoc/>
    public static GpuF32 Min(GpuF32 a, GpuF32 b) =>
        a.Value == b.Value ? new(OfBits(Bits(a.Value) | Bits(b.Value))) : IsLess(a.Value, b.Value) || float.IsNaN(a.Value) ? a : b;

    /// <inheritdoc/>
    public static GpuF32 Max(GpuF32 a, GpuF32 b) =>
        a.Value == b.Value ? new(OfBits(Bits(a.Value) & Bits(b.Value))) : IsGreater(a.Value, b.Value) || float.IsNaN(a.Value) ? a : b;

    /// <inheritdoc/>
    public static GpuF32 Round(GpuF32 a)
    {
        var magnitude = MathF.Abs(a.Value);
        return magnitude < Rounder ? new(OfBits(Bits(magnitude + Rounder - Rounder) | (Bits(a.Value) & int.MinValue))) : a;
    }

    /// <inheritdoc/>
    public static GpuF32 SelectGreater(GpuF32 a, GpuF32 b, GpuF32 then, GpuF32 other) => IsGreater(a.Value, b.Value) ? then : other;

    /// <inheritdoc/>
    public static GpuF32 SelectGreaterOrEqual(GpuF32 a, GpuF32 b, GpuF32 then, GpuF32 other) => a.Value >= b.Value & b.Value >= float.NegativeInfinity ? then : other;

    /// <inheritdoc/>
    public static GpuF32 SelectEqual(GpuF32 a, GpuF32 b, GpuF32 then, GpuF32 other) => a.Value == b.Value ? then : other;

    /// <inheritdoc/>
    public static GpuF32 Scale2(GpuF32 a, GpuF32 n) => new(a.Value * OfBits(((int)n.Value + 127) << 23));

    /// <inheritdoc/>
    public static GpuF32 Exponent(GpuF32 a) => new((Bits(a.Value) >> 23) - 127);

    /// <inheritdoc/>
    public static GpuF32 Mantissa(GpuF32 a) =>
        new(OfBits((Bits(a.Value) & (((int)1 << 23) - 1)) | (int)127 << 23));

    /// <inheritdoc/>
    static bool IGpuLane<GpuF32>.Beats(GpuF32 a, GpuF32 b) => a.Value > b.Value || (float.IsNaN(a.Value) && !float.IsNaN(b.Value));

    /// <inheritdoc/>
    static GpuF32 IGpuLane<GpuF32>.OfWhole(int value) => new(value);

    // ILGPU moves a constant on the left to the right, and by mistake makes the comparison true for NaN: so b is looked at too.
    private static bool IsGreater(float a, float b) => a > b & b >= float.NegativeInfinity;

    private static bool IsLess(float a, float b) => a < b & b >= float.NegativeInfinity;

    private static int Bits(float a) => BitConverter.SingleToInt32Bits(a);

    private static float OfBits(int bits) => BitConverter.Int32BitsToSingle(bits);
}
