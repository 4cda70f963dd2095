using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Checking;

/// <summary>Runs one call on several devices and types, forward and backward, and tells which does not agree with the reference in double.</summary>
/// <remarks>
/// A float result may be off by the op's tolerance times √(terms summed), relative to the largest element of that result; a
/// result in double by <see cref="DoubleTolerance"/>.
/// </remarks>
public static class DeviceComparison
{
    /// <summary>What results in double may be off by, relative to the largest element.</summary>
    public const double DoubleTolerance = 1e-12;

    /// <summary>Compares an op's sample.</summary>
    /// <param name="sample">The call.</param>
    /// <param name="tolerance">The float tolerance of the op, <see cref="OpInfo.Tolerance"/>.</param>
    /// <param name="candidates">The devices and types to hold against the reference.</param>
    /// <param name="seed">The seed of inputs and cotangents.</param>
    public static DeviceReport Run(OpSample sample, double tolerance, IReadOnlyList<(Device Device, ElementType Type)> candidates, ulong seed = 3)
    {
        var expected = Outcome(sample, Device.Reference, ElementType.Float64, seed);
        return new(sample.ToString(), [.. candidates.Select(c => Compare(sample, c.Device, c.Type, seed, expected, tolerance))]);
    }

    private static DeviceResult Compare(
        OpSample sample, Device device, ElementType type, ulong seed, IReadOnlyList<Result> expected, double tolerance)
    {
        var actual = Outcome(sample, device, type, seed);
        var allowed = type == ElementType.Float64 ? DoubleTolerance : tolerance * Math.Sqrt(TermsSummed(sample, seed));
        var worst = ("", 0L, 0.0);
        for (var i = 0; i < expected.Count; i++)
        {
            var (name, shape, e) = expected[i];
            if (actual[i].Shape != shape) return new(device.Name, type, $"{name} is {Words(actual[i].Shape)} and not {Words(shape)}", 0, double.PositiveInfinity, allowed);
            var a = actual[i].Values;
            var scale = Math.Max(1e-3, e.Length == 0 ? 0 : e.Max(Math.Abs));
            for (var k = 0; k < e.Length; k++)
            {
                var error = e[k].Equals(a[k]) ? 0 : Math.Abs(e[k] - a[k]) / scale;
                if (error > worst.Item3 || double.IsNaN(error)) worst = (name, k, error);
                if (double.IsNaN(error)) return new(device.Name, type, name, k, error, allowed);
            }
        }
        return new(device.Name, type, worst.Item1, worst.Item2, worst.Item3, allowed);
    }

    // How many products or elements stand behind one element of the results, forward or backward.
    private static double TermsSummed(OpSample sample, ulong seed)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(seed, Generator.Streams.Data), ElementType.Float64, Device.Meta);
        Tensor[] outputs = [.. sample.Op.InferShapes(inputs).Select(shape => Tensor.Empty(shape, ElementType.Float64, Device.Meta))];
        var macs = sample.Op.Macs(inputs, outputs);
        var smallest = inputs.OfType<Tensor>().Concat(outputs).Where(t => t.Type.IsFloating() && t.Count > 0).Min(t => t.Count);
        var largest = inputs.OfType<Tensor>().Concat(outputs).Max(t => t.Count);
        return Math.Max(1, Math.Max(macs, largest) / (double)Math.Max(1, smallest));
    }

    // Results first, then the gradients of all floating inputs under a random cotangent.
    private static List<Result> Outcome(OpSample sample, Device device, ElementType type, ulong seed)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(seed, Generator.Streams.Data), type, device);
        foreach (var x in inputs)
            if (x is not null && x.Type.IsFloating()) x.RequiresGrad = true;
        var outputs = Dispatcher.Run(sample.Op, inputs);
        List<Result> values = [.. outputs.Select((y, i) => new Result($"result {i}", y.Shape, Wide(y)))];
        var roots = outputs.Where(y => y.RequiresGrad).ToArray();
        if (roots.Length == 0) return values;
        var generator = new Generator(seed + 1, Generator.Streams.Data);
        Tensor[] cotangents = [.. roots.Select(y => Tensor.Normal(y.Shape, generator, type: y.Type, device: y.Device))];
        var checkedInputs = inputs.Select((x, i) => (x, i)).Where(p => p.x is not null && p.x.RequiresGrad).ToArray();
        var gradients = Gradients.Of(roots, [.. checkedInputs.Select(p => p.x!)], cotangents);
        for (var k = 0; k < gradients.Length; k++)
            values.Add(new($"gradient of input {checkedInputs[k].i}", gradients[k]?.Shape, gradients[k] is { } g ? Wide(g) : []));
        return values;
    }

    private static string Words(Shape? shape) => shape?.ToString() ?? "absent";

    private static double[] Wide(Tensor x)
    {
        if (x.Type.IsFloating()) return x.ToArray<double>();
        using var mode = new NoGradScope();
        return x.To(ElementType.Float64).ToArray<double>();
    }

    // A result or gradient; no shape if it is absent.
    private sealed record Result(string Name, Shape? Shape, double[] Values);
}
