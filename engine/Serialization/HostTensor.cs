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

    /// <summary>A copy of a tensor's numbers, from whatever device it is on.</summary>
    public static HostTensor From(Tensor tensor)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(tensor.Count * tensor.Type.SizeInBytes())));
        switch (tensor.Type)
        {
            case ElementType.Float32: Download<float>(); break;
            case ElementType.Float64: Download<double>(); break;
            case ElementType.Int32: Download<int>(); break;
            case ElementType.Int64: Download<long>(); break;
            default: Download<bool>(); break;
        }
        return new HostTensor(tensor.Type.ToNumericType(), tensor.Shape, bytes);

        void Download<T>() where T : unmanaged
        {
            tensor.Backend.Download<T>(tensor.View, MemoryMarshal.Cast<byte, T>(bytes.AsSpan()));
            GC.KeepAlive(tensor);
        }
    }

    /// <summary>A tensor of the engine with these numbers, by default of the smallest type that holds them exactly (<see cref="NumericTypes.ToElementType"/>), on the default device.</summary>
    /// <exception cref="UsageException">A number does not fit an integer type that was asked for.</exception>
    public Tensor ToTensor(ElementType? type = null, Device? device = null) => (type ?? Type.ToElementType()) switch
    {
        ElementType.Float32 => Upload<float>(device),
        ElementType.Float64 => Upload<double>(device),
        ElementType.Int32 => Upload<int>(device),
        ElementType.Int64 => Upload<long>(device),
        _ => Upload<bool>(device),
    };

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

    private Tensor Upload<T>(Device? device) where T : unmanaged => typeof(T) != typeof(bool) && Type == NumericTypes.Of<T>()
        ? Tensor.From(MemoryMarshal.Cast<byte, T>(Data.Span), Shape, device)
        : Tensor.From(ToArray<T>(), Shape, device);

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Shape}";
}
