using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>What one training step leaves: output, loss, every gradient, every weight and running statistic behind it.</summary>
internal sealed record TrainingStep(
    double[] Output, double Loss, OrderedDictionary<string, double[]> Gradients, OrderedDictionary<string, double[]> State)
{
    // That of neuralcore verify for a model in float32.
    private const double Tolerance = 1e-3;

    /// <summary>Forward, loss, backward and one step of SGD on a device, from the same float32 weights and examples everywhere.</summary>
    public static TrainingStep Of(Func<Module> create, Shape input, Func<Tensor, Tensor> loss, Device device, ElementType type, double rate)
    {
        var model = create().Initialize(1).UseGenerator(new Generator(9, Generator.Streams.Dropout)).To(type).To(device).Train();
        var x = Tensor.Normal(input, new Generator(2, Generator.Streams.Data)).To(type).To(device);
        var optimizer = new Sgd(model, rate);
        using var scope = new MemoryScope();
        var y = model.Forward(x);
        var value = loss(y);
        var output = y.ToArray<double>();
        value.Backward();
        var gradients = Read(model.NamedParameters().Select(p => KeyValuePair.Create(p.Name, p.Parameter.Grad!)));
        optimizer.Step();
        return new(output, value.Item(), gradients, Read(model.StateDict()));
    }

    /// <summary>Agrees with the same step of the oracle in every number, each beside the norm of its tensor.</summary>
    /// <remarks>A gradient that is zero in exact arithmetic (a bias before batch normalization) is measured by the largest of all, as verify does.</remarks>
    public void AssertAgrees(TrainingStep oracle, double rate)
    {
        AssertNear("output", Output, oracle.Output, Tolerance * Norm(oracle.Output));
        AssertNear("loss", [Loss], [oracle.Loss], Tolerance * Math.Abs(oracle.Loss));
        Assert.Equal(oracle.Gradients.Keys, Gradients.Keys);
        Assert.Equal(oracle.State.Keys, State.Keys);
        var floor = 1e-2 * oracle.Gradients.Values.Max(Norm);
        foreach (var (name, expected) in oracle.Gradients)
            AssertNear($"gradient of {name}", Gradients[name], expected, Tolerance * (Norm(expected) + floor));
        foreach (var (name, expected) in oracle.State)
        {
            // A weight is rounded twice to 24 bits, its step may err by the rate times what its gradient may; statistics by themselves.
            var tolerance = oracle.Gradients.TryGetValue(name, out var gradient)
                ? rate * Tolerance * (Norm(gradient) + floor) + 2 * Math.Pow(2, -24) * Norm(expected)
                : Tolerance * Norm(expected);
            AssertNear($"{name} after the step", State[name], expected, tolerance);
        }
    }

    private static OrderedDictionary<string, double[]> Read(IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        new(tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.ToArray<double>())));

    private static void AssertNear(string what, double[] actual, double[] expected, double tolerance)
    {
        var distance = Norm([.. expected.Zip(actual, (b, a) => a - b)]);
        Assert.True(distance <= tolerance, $"{what}: distance {distance:e2} from the reference, {tolerance:e2} is allowed");
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
