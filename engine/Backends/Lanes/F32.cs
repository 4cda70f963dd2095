namespace NeuralCore.Backends;

/// <summary>One float as a lane.</summary>
internal readonly unsafe struct F32(float value) : IVector<F32, float>
{
    /// <summary>The number.</summary>
    public readonly float Value = value;

    public static bool IsDouble => false;

    public static int Width => 1;

    public static F32 Of(double value) => new((float)value);

    public static F32 operator +(F32 a, F32 b) => new(a.Value + b.Value);

    public static F32 operator -(F32 a, F32 b) => new(a.Value - b.Value);

    public static F32 operator *(F32 a, F32 b) => new(a.Value * b.Value);

    public static F32 operator /(F32 a, F32 b) => new(a.Value / b.Value);

    public static F32 operator -(F32 a) => new(-a.Value);

    public static F32 Fma(F32 a, F32 b, F32 c) => new(MathF.FusedMultiplyAdd(a.Value, b.Value, c.Value));

    public static F32 Abs(F32 a) => new(MathF.Abs(a.Value));

    public static F32 Sqrt(F32 a) => new(MathF.Sqrt(a.Value));

    public static F32 Min(F32 a, F32 b) => new(MathF.Min(a.Value, b.Value));

    public static F32 Max(F32 a, F32 b) => new(MathF.Max(a.Value, b.Value));

    public static F32 Round(F32 a) => new(MathF.Round(a.Value));

    public static F32 SelectGreater(F32 a, F32 b, F32 then, F32 other) => a.Value > b.Value ? then : other;

    public static F32 SelectGreaterOrEqual(F32 a, F32 b, F32 then, F32 other) => a.Value >= b.Value ? then : other;

    public static F32 SelectEqual(F32 a, F32 b, F32 then, F32 other) => a.Value == b.Value ? then : other;

    public static F32 Scale2(F32 a, F32 n) => new(a.Value * BitConverter.Int32BitsToSingle(((int)n.Value + 127) << 23));

    public static F32 Exponent(F32 a) => new((BitConverter.SingleToInt32Bits(a.Value) >> 23) - 127);

    public static F32 Mantissa(F32 a) => new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(a.Value) & ((1 << 23) - 1)) | (int)127 << 23));

    public static F32 Load(float* source) => new(*source);

    public static F32 Broadcast(float* source) => new(*source);

    public static void Store(F32 value, float* target) => *target = value.Value;

    public static void Stream(F32 value, float* target) => *target = value.Value;

    public static F32 LoadPart(float* source, int count) => count > 0 ? new(*source) : default;

    public static void StorePart(F32 value, float* target, int count)
    {
        if (count > 0) *target = value.Value;
    }

    public static float Sum(F32 value) => value.Value;
}
