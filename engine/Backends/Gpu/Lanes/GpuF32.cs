namespace NeuralCore.Backends.Gpu;

/// <summary>One float as a lane on a GPU: <see cref="F32"/> in the words that ILGPU translates.</summary>
/// <remarks>
/// ILGPU has no rounding without its algorithms, an undefined call for a fused multiply-add (a device's compiler fuses
/// a · b + c by itself), and minima that drop a NaN.
/// </remarks>
/// <param name="value">The number.</param>
public readonly struct GpuF32(float value) : IGpuLane<GpuF32>
{
    // Adding and taking away 1.5 · 2^23 leaves no fraction bits, rounded to even as every sum is.
    private const float Rounder = 12582912f, Whole = 4194304f;

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

    /// <inheritdoc/>
    public static GpuF32 Min(GpuF32 a, GpuF32 b) => IsLess(a.Value, b.Value) || float.IsNaN(a.Value) ? a : b;

    /// <inheritdoc/>
    public static GpuF32 Max(GpuF32 a, GpuF32 b) => IsGreater(a.Value, b.Value) || float.IsNaN(a.Value) ? a : b;

    /// <inheritdoc/>
    public static GpuF32 Round(GpuF32 a) => MathF.Abs(a.Value) < Whole ? new(a.Value + Rounder - Rounder) : a;

    /// <inheritdoc/>
    public static GpuF32 SelectGreater(GpuF32 a, GpuF32 b, GpuF32 then, GpuF32 other) => IsGreater(a.Value, b.Value) ? then : other;

    /// <inheritdoc/>
    public static GpuF32 SelectGreaterOrEqual(GpuF32 a, GpuF32 b, GpuF32 then, GpuF32 other) => a.Value >= b.Value & b.Value >= float.NegativeInfinity ? then : other;

    /// <inheritdoc/>
    public static GpuF32 SelectEqual(GpuF32 a, GpuF32 b, GpuF32 then, GpuF32 other) => a.Value == b.Value ? then : other;

    /// <inheritdoc/>
    public static GpuF32 Scale2(GpuF32 a, GpuF32 n) => new(a.Value * BitConverter.Int32BitsToSingle(((int)n.Value + 127) << 23));

    /// <inheritdoc/>
    public static GpuF32 Exponent(GpuF32 a) => new((BitConverter.SingleToInt32Bits(a.Value) >> 23) - 127);

    /// <inheritdoc/>
    public static GpuF32 Mantissa(GpuF32 a) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(a.Value) & (((int)1 << 23) - 1)) | (int)127 << 23));

    /// <inheritdoc/>
    static bool IGpuLane<GpuF32>.Beats(GpuF32 a, GpuF32 b) => a.Value > b.Value || (float.IsNaN(a.Value) && !float.IsNaN(b.Value));

    /// <inheritdoc/>
    static GpuF32 IGpuLane<GpuF32>.OfWhole(int value) => new(value);

    // ILGPU moves a constant on the left to the right, and by mistake makes the comparison true for NaN: so b is looked at too.
    private static bool IsGreater(float a, float b) => a > b & b >= float.NegativeInfinity;

    private static bool IsLess(float a, float b) => a < b & b >= float.NegativeInfinity;
}
