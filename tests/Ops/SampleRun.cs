using NeuralCore.Autograd;
using NeuralCore.Checking;

namespace NeuralCore.Tests.Ops;

/// <summary>One sample of an op on a device: its results, then the gradients of all floating inputs under a random cotangent.</summary>
internal static class SampleRun
{
    /// <summary>The same inputs and cotangents on every device; an integer's result has no gradient.</summary>
    public static Tensor[] On(OpSample sample, Device device, ElementType type)
    {
        var inputs = SampleInputs.Draw(sample, new Generator(3, Generator.Streams.Data), type, device);
        foreach (var x in inputs)
            if (x is not null && x.Type.IsFloating()) x.RequiresGrad = true;
        var outputs = Dispatcher.Run(sample.Op, inputs);
        var roots = outputs.Where(y => y.RequiresGrad).ToArray();
        if (roots.Length == 0) return outputs;
        var generator = new Generator(4, Generator.Streams.Data);
        Tensor[] cotangents = [.. roots.Select(y => Tensor.Normal(y.Shape, generator, type: y.Type, device: y.Device))];
        Tensor[] leaves = [.. inputs.Where(x => x is not null && x.RequiresGrad).Select(x => x!)];
        return [.. outputs, .. Gradients.Of(roots, leaves, cotangents).OfType<Tensor>()];
    }
}
