namespace NeuralCore.Checking;

/// <summary>Numeric derivatives of a call by one of its inputs: by an element, or along a direction.</summary>
internal sealed class TensorProbe(CheckedCall call, int input, double step)
{
    private readonly double[] _values = call.Inputs[input]!.ToArray<double>();

    // Results round independently of each other.
    private readonly double _hidden = call.Epsilon * Math.Sqrt(call.Middle.Zip(call.Weights, (y, c) => c * y).Where(double.IsFinite).Sum(v => v * v));

    /// <summary>The number of elements.</summary>
    public int Count => _values.Length;

    /// <summary>What the input's direct way to L adds to its gradient; null where there is none.</summary>
    public double[]? Direct { get; } = call.Direct(input);

    /// <summary>Whether steps far shorter than the ordinary one show more than rounding: not of floats.</summary>
    public bool SeesCloser { get; } = call.Epsilon < 1e-12;

    /// <summary>What a slope may be off by because results that do not move may have moved by less than their last digit.</summary>
    public double HiddenSlope => _hidden / step;

    /// <summary>The steps with which to look at an element: first the ordinary one, then ever closer.</summary>
    public StepLengths Steps(int i) => new(step, Math.Abs(_values[i]), call.Epsilon);

    /// <summary>The steps with which to look along a direction that is zero outside [first, first + length).</summary>
    public StepLengths Steps(int first, int length) =>
        new(step, _values.AsSpan(first, length).ToArray().Average(Math.Abs), call.Epsilon);

    /// <summary>dL/dx[i]; what the function rounds is taken from the size of its results, or <paramref name="measured"/>.</summary>
    public LineDerivative ByElement(int i, double firstStep, bool measured = false)
    {
        var values = (double[])_values.Clone();
        return Derivative(
            t =>
            {
                values[i] = _values[i] + t;
                return call.At(input, values);
            }, firstStep, measured);
    }

    /// <summary>⟨dL/dx, v⟩ for a direction v that is zero outside [first, first + length).</summary>
    public LineDerivative Along(double[] direction, int first, int length, double firstStep, bool measured = false)
    {
        var values = (double[])_values.Clone();
        return Derivative(
            t =>
            {
                for (var i = first; i < first + length; i++) values[i] = _values[i] + t * direction[i];
                return call.At(input, values);
            }, firstStep, measured);
    }

    private LineDerivative Derivative(Func<double, double[]> at, double firstStep, bool measured)
    {
        var noise = measured ? Math.Max(_hidden, FunctionNoise.Of(at, call.Middle, call.Weights, firstStep)) : 0;

        // With a step shorter than its stairs even a coarse function may stand still.
        if (firstStep < step) noise += call.Rounding * call.Weights.Sum(Math.Abs);
        return LineDerivative.Of(at, call.Middle, call.Weights, firstStep, call.Epsilon, noise: noise, rounding: call.Rounding);
    }
}
