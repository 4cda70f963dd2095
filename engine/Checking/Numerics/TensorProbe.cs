namespace NeuralCore.Checking;

/// <summary>Numeric derivatives of a call by one of its inputs: by an element, or along a direction.</summary>
internal sealed class TensorProbe(CheckedCall call, int input, double step)
{
    private readonly double[] _values = call.Inputs[input]!.ToArray<double>();

    /// <summary>The number of elements.</summary>
    public int Count => _values.Length;

    /// <summary>What the input's direct way to L adds to its gradient; null where there is none.</summary>
    public double[]? Direct { get; } = call.Direct(input);

    /// <summary>dL/dx[i]; what the function rounds is taken from the size of its results, or <paramref name="measured"/>.</summary>
    public LineDerivative ByElement(int i, bool measured = false)
    {
        var values = (double[])_values.Clone();
        return Derivative(
            t =>
            {
                values[i] = _values[i] + t;
                return call.At(input, values);
            }, measured);
    }

    /// <summary>⟨dL/dx, v⟩ for a direction v that is zero outside [first, first + length).</summary>
    public LineDerivative Along(double[] direction, int first, int length, bool measured = false)
    {
        var values = (double[])_values.Clone();
        return Derivative(
            t =>
            {
                for (var i = first; i < first + length; i++) values[i] = _values[i] + t * direction[i];
                return call.At(input, values);
            }, measured);
    }

    private LineDerivative Derivative(Func<double, double[]> at, bool measured)
    {
        var noise = measured ? FunctionNoise.Of(at, call.Middle, call.Weights, step) : 0;
        return LineDerivative.Of(at, call.Middle, call.Weights, step, call.Epsilon, noise: noise, rounding: call.Rounding);
    }
}
