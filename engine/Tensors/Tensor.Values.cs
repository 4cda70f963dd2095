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
        var here = source.Device == Device ? source : source.CopiedBeside(this);
        if (here.Type == Type) Backend.Copy(here.View, View);
        else Backend.Cast(here.View, View);
        GC.KeepAlive(here);
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

    private Tensor CopiedBeside(Tensor other)
    {
        var copy = EmptyLike(other, Shape, Type);
        DeviceCopy.Run(Backend, View, copy.Backend, copy.View);
        return copy;
    }
}
