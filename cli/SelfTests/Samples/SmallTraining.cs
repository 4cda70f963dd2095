using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;

namespace NeuralCore.Cli.SelfTests.Samples;

/// <summary>A training whose steps are as short as they can be with one of each: convolution, normalization, pooling, product, loss, Adam.</summary>
internal static class SmallTraining
{
    private const int Examples = 4, Side = 6, Channels = 4, Classes = 3;

    /// <summary>Starts it on a device; a call is a step on random images and gives the loss.</summary>
    public static Func<double> On(Device device)
    {
        var model = new Sequential(
            new Conv2d(1, Channels, 3, padding: 1), new BatchNorm(Channels), new Relu(), new MaxPool(2), new Flatten(), new Linear(Channels * Side * Side / 4, Classes))
            .Initialize(1).To(device).Train();
        var (optimizer, generator) = (new Adam(model, 1e-3), new Generator(2, Generator.Streams.Data));
        return () =>
        {
            using var scope = new MemoryScope();
            optimizer.ZeroGrad();
            var x = Tensor.Normal([Examples, 1, Side, Side], generator, device: device);
            var targets = Tensor.From([.. Enumerable.Range(0, Examples).Select(n => (long)n % Classes)], [Examples], device);
            var loss = model.Forward(x).CrossEntropy(targets);
            loss.Backward();
            optimizer.Step();
            return loss.Item();
        };
    }
}
