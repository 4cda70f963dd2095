namespace NeuralCore.Backends.Gpu;

/// <summary>One double as a lane on a GPU: <see cref="F64"/> in the words that ILGPU translates.</summary>
/// <remarks>
/// ILGPU has no rounding without its algorithms, an undefined call for a fused multiply-add (a device's compiler fuses
/// a · b + c by itself), and minima that drop a NaN.
/// </remarks>
/// <param name="value">The number.</param>
public readonly struct GpuF64(double value) : IGpuLane<GpuF64>
{
    // Adding and taking away 2^52 leaves a positive number below it no fraction bits, rounded to even as every sum is; from there on none has any.
    private const double Rounder = 4503599627370496.0;

    /// <summary>The number.</summary>
    public readonly double Value = value;

    /// <inheritdoc/>
    public static bool IsDouble => true;

    /// <inheritdoc/>
    public static GpuF64 Of(double value) => new(value);

    /// <inheritdoc/>
    public static GpuF64 operator +(GpuF64 a, GpuF64 b) => new(a.Value + b.Value);

    /// <inheritdoc/>
    public static GpuF64 operator -(GpuF64 a, GpuF64 b) => new(a.Value - b.Value);

    /// <inheritdoc/>
    public static GpuF64 operator *(GpuF64 a, GpuF64 b) => new(a.Value * b.Value);

    /// <inheritdoc/>
    public static GpuF64 operator /(GpuF64 a, GpuF64 b) => new(a.Value / b.Value);

    /// <inheritdoc/>
    public static GpuF64 operator -(GpuF64 a) => new(-a.Value);

    /// <inheritdoc/>
    public static GpuF64 Fma(GpuF64 a, GpuF64 b, GpuF64 c) => new(a.Value * b.Value + c.Value);

    /// <inheritdoc/>
    public static GpuF64 Abs(GpuF64 a) => new(Math.Abs(a.Value));

    /// <inheritdoc/>
    public static GpuF64 Sqrt(GpuF64 a) => new(Math.Sqrt(a.Value));

    // Numbers that are equal have the same bits, unless they are zeros: then the sign tells which is larger.

    /// <inheritdoc/>
    public static GpuF64 Min(GpuF64 a, GpuF64 b) =>
        a.Value == b.Value ? new(OfBits(Bits(a.Value) | Bits(b.Value))) : IsLess(a.Value, b.Value) || double.IsNaN(a.Value) ? a : b;

    /// <inheritdoc/>
    public static GpuF64 Max(GpuF64 a, GpuF64 b) =>
        a.Value == b.Value ? new(OfBits(Bits(a.Value) & Bits(b.Value))) : IsGreater(a.Value, b.Value) || double.IsNaN(a.Value) ? a : b;

    /// <inheritdoc/>
    public static GpuF64 Round(GpuF64 a)
    {
        var magnitude = Math.Abs(a.Value);
        return magnitude < Rounder ? new(OfBits(Bits(magnitude + Rounder - Rounder) | (Bits(a.Value) & long.MinValue))) : a;
    }

    /// <inheritdoc/>
    public static GpuF64 SelectGreater(GpuF64 a, GpuF64 b, GpuF64 then, GpuF64 other) => IsGreater(a.Value, b.Value) ? then : other;

    /// <inheritdoc/>
    public static GpuF64 SelectGreaterOrEqual(GpuF64 a, GpuF64 b, GpuF64 then, GpuF64 other) => a.Value >= b.Value & b.Value >= double.NegativeInfinity ? then : other;

    /// <inheritdoc/>
    public static GpuF64 SelectEqual(GpuF64 a, GpuF64 b, GpuF64 then, GpuF64 other) => a.Value == b.Value ? then : other;

    /// <inheritdoc/>
    public static GpuF64 Scale2(GpuF64 a, GpuF64 n) => new(a.Value * OfBits(((long)n.Value + 1023) << 52));

    /// <inheritdoc/>
    public static GpuF64 Exponent(GpuF64 a) => new((Bits(a.Value) >> 52) - 1023);

    /// <inheritdoc/>
    public static GpuF64 Mantissa(GpuF64 a) =>
        new(OfBits((Bits(a.Value) & (((long)1 << 52) - 1)) | (long)1023 << 52));

    /// <inheritdoc/>
    static bool IGpuLane<GpuF64>.Beats(GpuF64 a, GpuF64 b) => a.Value > b.Value || (double.IsNaN(a.Value) && !double.IsNaN(b.Value));

    /// <inheritdoc/>
    static GpuF64 IGpuLane<GpuF64>.OfWhole(int value) => new(value);

    // ILGPU moves a constant on the left to the right, and by mistake makes the comparison true for NaN: so b is looked at too.
    private static bool IsGreater(double a, double b) => a > b & b >= double.NegativeInfinity;

    private static bool IsLess(double a, double b) => a < b & b >= double.NegativeInfinity;

    private static long Bits(double a) => BitConverter.DoubleToInt64Bits(a);

    private static double OfBits(long bits) => BitConverter.Int64BitsToDouble(bits);
}
