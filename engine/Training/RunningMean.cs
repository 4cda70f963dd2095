using System.Globalization;

namespace NeuralCore.Training;

/// <summary>A weighted mean of numbers that stay on their device: they are added up there, and read only when the mean is asked for.</summary>
public sealed class RunningMean : IResumable
{
    private Tensor? _sum;
    private double _weight;

    /// <summary>The mean so far; NaN before the first number.</summary>
    public double Value => _sum is null ? double.NaN : _sum.Item() / _weight;

    /// <summary>Adds a number [] with a weight.</summary>
    /// <exception cref="ShapeException">The tensor holds more than one number.</exception>
    public void Add(Tensor value, double weight = 1)
    {
        if (value.Count != 1) throw new ShapeException($"a mean takes one number at a time; got {value.Shape}");
        _sum ??= Tensor.Zeros(Shape.Scalar, value.Type, value.Device).Keep();
        // Taken up on another device, or the model has moved since.
        if (_sum.Device != value.Device) _sum = Tensor.Empty(Shape.Scalar, _sum.Type, value.Device).CopyFrom(_sum).Keep();
        _sum.Backend.Zip(new AddScaled(weight), _sum.View, value.View.As(Shape.Scalar), _sum.View);
        _weight += weight;
        GC.KeepAlive(value);
    }

    /// <summary>Starts anew.</summary>
    public void Reset() => (_sum, _weight) = (null, 0);

    // A float's shortest text gives its bits back.
    string IResumable.State
    {
        get => _sum is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{_sum.Item():r}/{_weight:r}/{_sum.Type}");
        set
        {
            Reset();
            if (value.Length == 0) return;
            if (value.Split('/') is not [var sum, var weight, var type]) throw new FormatException($"'{value}' is no mean");
            _weight = double.Parse(weight, CultureInfo.InvariantCulture);
            _sum = Tensor.Full(Shape.Scalar, double.Parse(sum, CultureInfo.InvariantCulture), Enum.Parse<ElementType>(type)).Keep();
        }
    }

    internal readonly struct AddScaled(double weight) : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => V.Fma(V.Of(weight), b, a);
    }
}
