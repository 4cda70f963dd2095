namespace NeuralCore.Backends;

/// <summary>One double as a lane.</summary>
internal readonly unsafe struct F64(double value) : IVector<F64, double>
{
    /// <summary>The number.</summary>
    public readonly double Value = value;

    public static bool IsDouble => true;

    public static int Width => 1;

    public static F64 Of(double value) => new((double)value);

    public static F64 operator +(F64 a, F64 b) => new(a.Value + b.Value);

    public static F64 operator -(F64 a, F64 b) => new(a.Value - b.Value);

    public static F64 operator *(F64 a, F64 b) => new(a.Value * b.Value);

    public static F64 operator /(F64 a, F64 b) => new(a.Value / b.Value);

    public static F64 operator -(F64 a) => new(-a.Value);

    public static F64 Fma(F64 a, F64 b, F64 c) => new(Math.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static F64 Abs(F64 a) => new(Math.Abs(a.Value));

    public static F64 Sqrt(F64 a) => new(Math.Sqrt(a.Value));

    public static F64 Min(F64 a, F64 b) => new(Math.Min(a.Value, b.Value));

    public static F64 Max(F64 a, F64 b) => new(Math.Max(a.Value, b.Value));

    public static F64 Round(F64 a) => new(Math.Round(a.Value));

    public static F64 SelectGreater(F64 a, F64 b, F64 then, F64 other) => a.Value > b.Value ? then : other;

    public static F64 SelectGreaterOrEqual(F64 a, F64 b, F64 then, F64 other) => a.Value >= b.Value ? then : other;

    public static F64 SelectEqual(F64 a, F64 b, F64 then, F64 other) => a.Value == b.Value ? then : other;

    public static F64 Scale2(F64 a, F64 n) => new(a.Value * BitConverter.Int64BitsToDouble(((long)n.Value + 1023) << 52));

    public static F64 Exponent(F64 a) => new((BitConverter.DoubleToInt64Bits(a.Value) >> 52) - 1023);

    public static F64 Mantissa(F64 a) => new(BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(a.Value) & ((1L << 52) - 1)) | (long)1023 << 52));

    public static F64 Load(double* source) => new(*source);

    public static F64 Broadcast(double* source) => new(*source);

    public static void Store(F64 value, double* target) => *target = value.Value;

    public static void Stream(F64 value, double* target) => *target = value.Value;

    public static F64 LoadPart(double* source, int count) => count > 0 ? new(*source) : default;

    public static void StorePart(F64 value, double* target, int count)
    {
        if (count > 0) *target = value.Value;
    }

    public static double Sum(F64 value) => value.Value;
}
