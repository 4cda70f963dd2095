using System.Diagnostics.CodeAnalysis;
using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>A tensor that a module owns and that outlives every step: a <see cref="Parameter"/> or a <see cref="StateBuffer"/>.</summary>
/// <remarks>
/// It has a shape from the start and memory only when somebody asks for its values, so that a model may be built,
/// summarized or filled from a file without drawing weights first. Moving it to another device or type replaces the
/// tensor inside: whoever holds the state (an optimizer, a second module that shares it) sees the new one.
/// </remarks>
public abstract class StateTensor
{
    private Tensor? _value;

    private protected StateTensor(Shape shape) => Shape = shape;

    /// <summary>The extents, known before there are values.</summary>
    public Shape Shape { get; }

    /// <summary>The element type.</summary>
    public ElementType Type { get; private set; } = ElementType.Float32;

    /// <summary>Where the values live, or will live.</summary>
    public Device Device { get; private set; } = Device.Default;

    /// <summary>The tensor with the values; another one after a move.</summary>
    /// <exception cref="UsageException">A parameter was never initialized.</exception>
    public Tensor Value => _value ?? Adopt(Device == Device.Meta ? Tensor.Empty(Shape, Type, Device) : Create());

    /// <summary>Whether there are values yet.</summary>
    internal bool HasValue => _value is not null;

    /// <summary>The tensor with the values, so that a state stands wherever a tensor does; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(state))]
    public static implicit operator Tensor?(StateTensor? state) => state?.Value;

    /// <summary>The values at the start.</summary>
    private protected abstract Tensor Create();

    /// <summary>What a tensor becomes when it takes the place of the values.</summary>
    private protected virtual void Place(Tensor value) { }

    /// <summary>Moves to a device and a type, in place.</summary>
    internal void Move(Device device, ElementType type)
    {
        if (device == Device && type == Type) return;
        var before = _value;
        (Device, Type, _value) = (device, type, null);
        // From Meta there is nothing to bring along, to Meta nothing worth bringing.
        if (before is null || before.Device == Device.Meta || device == Device.Meta) return;
        Adopt(Copy(before, device, type));
        Moved(before);
    }

    /// <summary>Called after a move that brought values along.</summary>
    private protected virtual void Moved(Tensor before) { }

    /// <summary>Overwrites the values, converted to this type and device, as a change in place.</summary>
    internal void Assign(Tensor source)
    {
        if (_value is null) Adopt(Copy(source, Device, Type));
        else _value.CopyFrom(source);
    }

    /// <summary>Puts another tensor of this shape, type and device in the place of the values, and gives back the one that was there.</summary>
    internal Tensor Exchange(Tensor value)
    {
        var before = Value;
        Adopt(value);
        return before;
    }

    /// <summary>Puts a stand-in on the meta device in the place of the values, and gives back what undoes it.</summary>
    internal Action MoveToMeta()
    {
        var (value, device) = (_value, Device);
        (_value, Device) = (null, Device.Meta);
        return () => (_value, Device) = (value, device);
    }

    private protected static Tensor Copy(Tensor source, Device device, ElementType type)
    {
        using var mode = new NoGradScope();
        return Tensor.Empty(source.Shape, type, device).CopyFrom(source);
    }

    private Tensor Adopt(Tensor value)
    {
        _value = value.Keep();
        Place(value);
        return value;
    }
}
