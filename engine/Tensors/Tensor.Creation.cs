using NeuralCore.Tensors;

namespace NeuralCore;

public sealed partial class Tensor
{
    /// <summary>A tensor whose elements are undefined.</summary>
    public static Tensor Empty(Shape shape, ElementType type = ElementType.Float32, Device? device = null)
    {
        var backend = (device ?? Device.Default).Backend(type);
        return new(new View(backend.Allocate(type, shape.Count), 0, shape), backend);
    }

    /// <summary>An undefined tensor of the given shape beside another: same device, same type unless another is named.</summary>
    public static Tensor EmptyLike(Tensor like, Shape shape, ElementType? type = null)
    {
        var element = type ?? like.Type;
        return new(new View(like.Backend.Allocate(element, shape.Count), 0, shape), like.Backend);
    }

    /// <summary>A tensor that holds one value everywhere.</summary>
    public static Tensor Full(Shape shape, double value, ElementType type = ElementType.Float32, Device? device = null)
    {
        var tensor = Empty(shape, type, device);
        tensor.Backend.Fill(tensor.View, value);
        return tensor;
    }

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, ElementType type = ElementType.Float32, Device? device = null) => Full(shape, 0, type, device);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(Shape shape, ElementType type = ElementType.Float32, Device? device = null) => Full(shape, 1, type, device);

    /// <summary>One number without dimensions.</summary>
    public static Tensor Scalar(double value, ElementType type = ElementType.Float32, Device? device = null) => Full(Shape.Scalar, value, type, device);

    /// <summary>A copy of values of the host, in row-major order; the element type is that of <typeparamref name="T"/>.</summary>
    /// <exception cref="ShapeException">There are more or fewer values than the shape has elements.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape, Device? device = null) where T : unmanaged
    {
        if (values.Length != shape.Count)
            throw new ShapeException($"{values.Length} values do not fill a tensor {shape} of {shape.Count} elements");
        var tensor = Empty(shape, ElementTypes.Of<T>(), device);
        tensor.Backend.Upload(values, tensor.View);
        return tensor;
    }

    /// <summary>A copy of an array of the host, in row-major order.</summary>
    /// <exception cref="ShapeException">There are more or fewer values than the shape has elements.</exception>
    public static Tensor From<T>(T[] values, Shape shape, Device? device = null) where T : unmanaged =>
        From((ReadOnlySpan<T>)values, shape, device);

    /// <summary>A copy of an array of the host as a vector [values.Length].</summary>
    public static Tensor From<T>(params T[] values) where T : unmanaged => From(values, new Shape(values.Length));

    /// <summary>Floating numbers converted to the wanted element type, on the host: a device need not compute with doubles, and all get the same bits.</summary>
    /// <exception cref="ShapeException">There are more or fewer values than the shape has elements.</exception>
    public static Tensor FromDoubles(ReadOnlySpan<double> values, Shape shape, ElementType type = ElementType.Float64, Device? device = null) =>
        type == ElementType.Float64 ? From(values, shape, device) : Empty(shape, type, device).CopyFrom(From(values, shape, Device.Cpu));

    /// <summary>The whole numbers 0, 1, …, count − 1 as Int64.</summary>
    public static Tensor Arange(int count, Device? device = null)
    {
        var values = new long[count];
        for (var i = 0; i < count; i++) values[i] = i;
        return From(values, new Shape(count), device);
    }

    /// <summary>Numbers drawn evenly from [low, high).</summary>
    public static Tensor Uniform(Shape shape, Generator generator, double low = 0, double high = 1, ElementType type = ElementType.Float32, Device? device = null)
    {
        var values = new double[shape.Count];
        generator.Uniform(values, low, high);
        return FromDoubles(values, shape, type, device);
    }

    /// <summary>Numbers drawn from the normal distribution.</summary>
    public static Tensor Normal(Shape shape, Generator generator, double mean = 0, double deviation = 1, ElementType type = ElementType.Float32, Device? device = null)
    {
        var values = new double[shape.Count];
        generator.Normal(values);
        for (var i = 0; i < values.Length; i++) values[i] = mean + deviation * values[i];
        return FromDoubles(values, shape, type, device);
    }
}
