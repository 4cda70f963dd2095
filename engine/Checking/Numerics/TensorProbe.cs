namespace NeuralCore.Checking;

/// <summary>Numeric derivatives of a call by one of its inputs: by an element, or along a direction.</summary>
internal sealed class TensorProbe(CheckedCall call, int input, double step)
{
    private readonly double[] _values = call.Inputs[input]!.ToArray<double>();

    /// <summary>The number of elements.</summary>
    public int Count => _values.Length;

    /// <summary>dL/dx[i].</summary>
    public LineDerivative ByElement(int i)
    {
        var values = (double[])_values.Clone();
        return LineDerivative.Of(
            t =>
            {
                values[i] = _values[i] + t;
                return call.At(input, values);
            },
            call.Middle, call.Weights, step, call.Epsilon);
    }

    /// <summary>⟨dL/dx, v⟩ for a direction v that is zero outside [first, first + length).</summary>
    public LineDerivative Along(double[] direction, int first, int length)
    {
        var values = (double[])_values.Clone();
        return LineDerivative.Of(
            t =>
            {
                for (var i = first; i < first + length; i++) values[i] = _values[i] + t * direction[i];
                return call.At(input, values);
            },
            call.Middle, call.Weights, step, call.Epsilon);
    }
}
