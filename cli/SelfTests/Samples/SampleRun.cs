using NeuralCore.Autograd;
using NeuralCore.Backends.Gpu;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>Runs a sample on a device: from the same seed the same inputs everywhere.</summary>
internal static class SampleRun
{
    /// <summary>The results, then the gradients of all floating inputs under a random cotangent.</summary>
    public static double[][] On(Sample sample, Device device, ElementType type) => InItsTile(sample, () => ForwardAndBack(sample, device, type, plants: false));

    /// <summary>The same for inputs whose first holds a NaN and both infinities, as far as it has elements.</summary>
    public static double[][] WithNonFinite(Sample sample, Device device, ElementType type) => InItsTile(sample, () => ForwardAndBack(sample, device, type, plants: true));

    private static double[][] InItsTile(Sample sample, Func<double[][]> run)
    {
        GemmVariants.Forced = sample.Tile;
        try
        {
            return run();
        }
        finally
        {
            GemmVariants.Forced = null;
        }
    }

    private static double[][] ForwardAndBack(Sample sample, Device device, ElementType type, bool plants)
    {
        using var scope = new MemoryScope();
        var inputs = SampleInputs.Draw(sample.Call, new Generator(3, Generator.Streams.Data), type, device);
        if (plants) Plant(inputs);
        foreach (var x in inputs)
            if (x is not null && x.Type.IsFloating()) x.RequiresGrad = true;
        var outputs = Dispatcher.Run(sample.Call.Op, inputs);
        Tensor[] roots = [.. outputs.Where(y => y.RequiresGrad)];
        // Read before the way back, which gives back what it has used.
        var results = Read(outputs);
        if (roots.Length == 0) return results;
        var generator = new Generator(4, Generator.Streams.Data);
        Tensor[] cotangents = [.. roots.Select(y => Tensor.Normal(y.Shape, generator, type: y.Type, device: y.Device))];
        Tensor[] leaves = [.. inputs.OfType<Tensor>().Where(x => x.RequiresGrad)];
        return [.. results, .. Read([.. Gradients.Of(roots, leaves, cotangents).OfType<Tensor>()])];
    }

    private static void Plant(Tensor?[] inputs)
    {
        var first = Array.FindIndex(inputs, x => x is not null && x.Type.IsFloating() && x.Shape.Count > 0);
        if (first < 0) return;
        var x = inputs[first]!;
        var values = x.ToArray<double>();
        (values[^1], values[values.Length / 2], values[0]) = (double.NegativeInfinity, double.PositiveInfinity, double.NaN);
        inputs[first] = Tensor.FromDoubles(values, x.Shape, x.Type).To(x.Device);
    }

    private static double[][] Read(Tensor[] tensors) => [.. tensors.Select(t => t.ToArray<double>())];
}
