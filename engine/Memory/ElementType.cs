namespace NeuralCore;

/// <summary>What one element of a tensor is; only the floating types carry gradients.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,
    /// <summary>IEEE 754 binary64.</summary>
    Float64,
    /// <summary>A signed 32-bit integer.</summary>
    Int32,
    /// <summary>A signed 64-bit integer: class indices, positions.</summary>
    Int64,
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>The bytes that one element takes.</summary>
    public static int SizeInBytes(this ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float64 or ElementType.Int64 => 8,
        _ => 1,
    };

    /// <summary>Whether the type is a floating one and may carry gradients.</summary>
    public static bool IsFloating(this ElementType type) => type is ElementType.Float32 or ElementType.Float64;

    /// <summary>The element type whose C# type is <typeparamref name="T"/>: float, double, int, long or bool.</summary>
    /// <exception cref="UsageException">T is none of the five.</exception>
    public static ElementType Of<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(bool)) return ElementType.Bool;
        throw new UsageException($"{typeof(T).Name} is no element type; a tensor holds float, double, int, long or bool.");
    }
}
