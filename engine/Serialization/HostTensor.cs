using System.Runtime.InteropServices;

namespace NeuralCore.Serialization;

/// <summary>A tensor as files hold it: a type, a shape, and the numbers as little-endian bytes in row-major order, outside any device.</summary>
public sealed class HostTensor
{
    /// <summary>A tensor over the given bytes, which are not copied.</summary>
    /// <exception cref="ShapeException">The bytes are not as many as the shape's elements take.</exception>
    public HostTensor(NumericType type, Shape shape, ReadOnlyMemory<byte> data)
    {
        if (shape.Count * type.SizeInBytes() != data.Length)
            throw new ShapeException($"a {type} tensor of shape {shape} takes {shape.Count * type.SizeInBytes()} bytes; got {data.Length}");
        (Type, Shape, Data) = (type, shape, data);
    }

    /// <summary>What each number is.</summary>
    public NumericType Type { get; }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers: little-endian, row-major, without gaps.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A tensor holding a copy of the values, in row-major order.</summary>
    /// <exception cref="ShapeException">The values are not as many as the shape's elements.</exception>
    /// <exception cref="UsageException">T is no number that files hold.</exception>
    public static HostTensor Of<T>(Shape shape, params ReadOnlySpan<T> values) where T : unmanaged =>
        new(NumericTypes.Of<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The numbers as an array of another type, in row-major order: floating ones are rounded to it, integers must fit.</summary>
    /// <exception cref="UsageException">A number has no exact place in an integer <typeparamref name="T"/>, or T is no number that files hold.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(checked((int)Shape.Count));
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Writes the numbers, converted as by <see cref="ToArray{T}"/>, into <paramref name="destination"/>.</summary>
    /// <exception cref="ShapeException">The destination has another length.</exception>
    /// <exception cref="UsageException">A number has no exact place in an integer <typeparamref name="T"/>, or T is no number that files hold.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        if (destination.Length != Shape.Count)
            throw new ShapeException($"a tensor of shape {Shape} has {Shape.Count} numbers; the destination takes {destination.Length}");
        NumericConversion.Convert(Type, Data.Span, NumericTypes.Of<T>(), MemoryMarshal.AsBytes(destination));
    }

    /// <summary>The same numbers under another type, converted as by <see cref="ToArray{T}"/>.</summary>
    /// <exception cref="UsageException">A number has no exact place in an integer type.</exception>
    public HostTensor As(NumericType type)
    {
        if (type == Type) return this;
        var bytes = new byte[checked(Shape.Count * type.SizeInBytes())];
        NumericConversion.Convert(Type, Data.Span, type, bytes);
        return new HostTensor(type, Shape, bytes);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Shape}";
}
