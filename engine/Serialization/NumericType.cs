namespace NeuralCore.Serialization;

/// <summary>What one number of a file is: the formats hold more kinds than the engine computes with.</summary>
public enum NumericType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    /// <summary>A signed 8-bit integer.</summary>
    Int8,
    /// <summary>An unsigned 8-bit integer.</summary>
    UInt8,
    /// <summary>A signed 16-bit integer.</summary>
    Int16,
    /// <summary>An unsigned 16-bit integer.</summary>
    UInt16,
    /// <summary>A signed 32-bit integer.</summary>
    Int32,
    /// <summary>An unsigned 32-bit integer.</summary>
    UInt32,
    /// <summary>A signed 64-bit integer.</summary>
    Int64,
    /// <summary>An unsigned 64-bit integer.</summary>
    UInt64,
    /// <summary>IEEE 754 binary16.</summary>
    Float16,
    /// <summary>The upper half of a binary32: its range, with 8 significant bits.</summary>
    BFloat16,
    /// <summary>IEEE 754 binary32.</summary>
    Float32,
    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}

/// <summary>Facts about the numbers of files.</summary>
public static class NumericTypes
{
    /// <summary>The bytes that one number takes.</summary>
    public static int SizeInBytes(this NumericType type) => type switch
    {
        NumericType.Bool or NumericType.Int8 or NumericType.UInt8 => 1,
        NumericType.Int16 or NumericType.UInt16 or NumericType.Float16 or NumericType.BFloat16 => 2,
        NumericType.Int32 or NumericType.UInt32 or NumericType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether the type holds fractions.</summary>
    public static bool IsFloating(this NumericType type) => type >= NumericType.Float16;

    /// <summary>The smallest type of the engine that holds every such number exactly; for <see cref="NumericType.UInt64"/> Int64, which holds those below 2⁶³.</summary>
    public static ElementType ToElementType(this NumericType type) => type switch
    {
        NumericType.Bool => ElementType.Bool,
        NumericType.Float16 or NumericType.BFloat16 or NumericType.Float32 => ElementType.Float32,
        NumericType.Float64 => ElementType.Float64,
        NumericType.UInt32 or NumericType.Int64 or NumericType.UInt64 => ElementType.Int64,
        _ => ElementType.Int32,
    };

    /// <summary>The type under which a file keeps an engine's numbers.</summary>
    public static NumericType ToNumericType(this ElementType type) => type switch
    {
        ElementType.Float32 => NumericType.Float32,
        ElementType.Float64 => NumericType.Float64,
        ElementType.Int32 => NumericType.Int32,
        ElementType.Int64 => NumericType.Int64,
        _ => NumericType.Bool,
    };

    /// <summary>The type whose C# type is <typeparamref name="T"/>.</summary>
    /// <exception cref="UsageException">No numeric type has that C# type.</exception>
    public static NumericType Of<T>() where T : unmanaged => default(T) switch
    {
        bool => NumericType.Bool,
        sbyte => NumericType.Int8,
        byte => NumericType.UInt8,
        short => NumericType.Int16,
        ushort => NumericType.UInt16,
        int => NumericType.Int32,
        uint => NumericType.UInt32,
        long => NumericType.Int64,
        ulong => NumericType.UInt64,
        Half => NumericType.Float16,
        float => NumericType.Float32,
        double => NumericType.Float64,
        _ => throw new UsageException($"{typeof(T).Name} is no number that files hold; expected bool, an integer of 8 to 64 bits, Half, float or double"),
    };
}
