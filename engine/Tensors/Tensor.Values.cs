using NeuralCore.Tensors;

namespace NeuralCore;

public sealed partial class Tensor
{
    /// <summary>The elements in row-major order, converted to <typeparamref name="T"/> where they are of another type.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        var values = new T[Count];
        var type = ElementTypes.Of<T>();
        if (type == Type)
        {
            Backend.Download<T>(View, values);
        }
        else
        {
            var converted = EmptyLike(this, Shape, type);
            Backend.Cast(View, converted.View);
            Backend.Download<T>(converted.View, values);
            GC.KeepAlive(converted);
        }
        GC.KeepAlive(this);
        return values;
    }

    /// <summary>The one element as a double.</summary>
    /// <exception cref="ShapeException">There is more than one element, or none.</exception>
    public double Item() => Count == 1
        ? ToArray<double>()[0]
        : throw new ShapeException($"Item() reads the one element of a tensor; got {Shape} with {Count} elements");

    /// <summary>Overwrites the elements with another tensor's, converted to this type; the shapes must be equal.</summary>
    /// <remarks>An in-place change: a backward pass that needs the old elements will say so.</remarks>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public Tensor CopyFrom(Tensor source)
    {
        if (source.Shape != Shape) throw new ShapeException($"cannot copy {source.Shape} into {Shape}; the shapes must be equal");
        if (source.Device != Device)
        {
            switch (source.Type)
            {
                case ElementType.Float32: Write<float>(source); break;
                case ElementType.Float64: Write<double>(source); break;
                case ElementType.Int32: Write<int>(source); break;
                case ElementType.Int64: Write<long>(source); break;
                default: Write<bool>(source); break;
            }
        }
        else if (source.Type == Type) Backend.Copy(source.View, View);
        else Backend.Cast(source.View, View);
        Storage.Touch("CopyFrom");
        GC.KeepAlive(source);
        return this;
    }

    /// <summary>Overwrites the elements with one value, in place.</summary>
    public Tensor Fill(double value)
    {
        Backend.Fill(View, value);
        Storage.Touch("Fill");
        return this;
    }

    private void Write<T>(Tensor source) where T : unmanaged
    {
        var values = source.ToArray<T>();
        if (source.Type == Type)
        {
            Backend.Upload<T>(values, View);
            return;
        }
        var staged = EmptyLike(this, Shape, source.Type);
        Backend.Upload<T>(values, staged.View);
        Backend.Cast(staged.View, View);
        GC.KeepAlive(staged);
    }
}
