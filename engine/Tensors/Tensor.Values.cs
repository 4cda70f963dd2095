using NeuralCore.Tensors;

namespace NeuralCore;

public sealed partial class Tensor
{
    /// <summary>The elements in row-major order, converted to <typeparamref name="T"/> where they are of another type.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        var values = new T[Count];
        var type = ElementTypes.Of<T>();
        // Conversion is the host's: a device need not compute in every type.
        var source = type == Type ? this : Empty(Shape, type, Device.Cpu).CopyFrom(this);
        source.Backend.Download<T>(source.View, values);
        if (source != this) source.Storage.Release();
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
        if (source.Device != Device && source.Type != Type)
        {
            // By way of the host, which converts: a device need not compute in every type.
            var onHost = Empty(Shape, source.Device == Device.Cpu ? Type : source.Type, Device.Cpu).CopyFrom(source);
            CopyFrom(onHost);
            onHost.Storage.Release();
            return this;
        }
        DeferredResult.SettlePending();
        if (source.Device != Device) DeviceCopy.Run(source.Backend, source.View, Backend, View);
        else if (source.Type == Type) Backend.Copy(source.View, View);
        else Backend.Cast(source.View, View);
        Storage.Touch("CopyFrom");
        GC.KeepAlive(source);
        return this;
    }

    /// <summary>Overwrites the elements with one value, in place.</summary>
    public Tensor Fill(double value)
    {
        DeferredResult.SettlePending();
        Backend.Fill(View, value);
        Storage.Touch("Fill");
        return this;
    }
}
