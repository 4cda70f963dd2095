namespace NeuralCore.Backends.Gpu;

/// <summary>What a number of one type is in another, said so that every device gives the same: what a cast does beyond the target's range differs between them.</summary>
internal interface IConversion<A, B>
{
    /// <summary>The converted number.</summary>
    static abstract B Of(A x);
}

/// <summary>Conversions to one type from each element type; a Bool is a byte, 0 or 1.</summary>
internal interface IConversionTo<B> :
    IConversion<float, B>, IConversion<double, B>, IConversion<int, B>, IConversion<long, B>, IConversion<byte, B>;

/// <summary>To float, rounded to the nearest, ties to even.</summary>
internal readonly struct ToFloat32 : IConversionTo<float>
{
    public static float Of(float x) => x;

    public static float Of(double x) => (float)x;

    public static float Of(int x) => x;

    public static float Of(long x) => x;

    public static float Of(byte x) => x;
}

/// <summary>To double, rounded to the nearest, ties to even.</summary>
internal readonly struct ToFloat64 : IConversionTo<double>
{
    public static double Of(float x) => x;

    public static double Of(double x) => x;

    public static double Of(int x) => x;

    public static double Of(long x) => x;

    public static double Of(byte x) => x;
}

/// <summary>To int: floating numbers cut towards zero, NaN to 0, beyond the range to its end; of a long the low bits.</summary>
internal readonly struct ToInt32 : IConversionTo<int>
{
    private const float End = 2147483648f;

    public static int Of(float x) => x >= End ? int.MaxValue : x >= -End ? (int)x : x < -End ? int.MinValue : 0;

    public static int Of(double x) => x >= End ? int.MaxValue : x >= -(double)End ? (int)x : x < -(double)End ? int.MinValue : 0;

    public static int Of(int x) => x;

    public static int Of(long x) => (int)x;

    public static int Of(byte x) => x;
}

/// <summary>To long: floating numbers cut towards zero, NaN to 0, beyond the range to its end.</summary>
internal readonly struct ToInt64 : IConversionTo<long>
{
    private const float End = 9223372036854775808f;

    public static long Of(float x) => x >= End ? long.MaxValue : x >= -End ? (long)x : x < -End ? long.MinValue : 0;

    public static long Of(double x) => x >= End ? long.MaxValue : x >= -(double)End ? (long)x : x < -(double)End ? long.MinValue : 0;

    public static long Of(int x) => x;

    public static long Of(long x) => x;

    public static long Of(byte x) => x;
}

/// <summary>To Bool: whether the number is not zero; a NaN is not.</summary>
internal readonly struct ToBool : IConversionTo<byte>
{
    public static byte Of(float x) => x == 0 ? (byte)0 : (byte)1;

    public static byte Of(double x) => x == 0 ? (byte)0 : (byte)1;

    public static byte Of(int x) => x == 0 ? (byte)0 : (byte)1;

    public static byte Of(long x) => x == 0 ? (byte)0 : (byte)1;

    public static byte Of(byte x) => x == 0 ? (byte)0 : (byte)1;
}
