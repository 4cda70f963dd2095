using NeuralCore.Backends;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Tests.Backends.Cpu;
using NeuralCore.Training;

namespace NeuralCore.Tests.Training;

/// <summary>A training run ends with the same bits whatever the number of threads.</summary>
[Collection(nameof(Threads))]
public sealed class ThreadIndependenceTests
{
    [Fact]
    public void One_two_and_three_threads_train_the_same_weights()
    {
        var one = Train(threads: 1);
        Assert.Equal(one, Train(threads: 2));
        Assert.Equal(one, Train(threads: 3));
    }

    // Large enough that every kernel splits its work.
    private static float[] Train(int threads)
    {
        using var _ = new ThreadCount(threads);
        Sequential model =
        [
            new Conv2d(3, 32, 3, padding: 1), new BatchNorm(32), new Relu(), new MaxPool(2), new Dropout(0.2), new Flatten(),
            new Linear(32 * 16 * 16, 64), new Relu(), new Linear(64, 10),
        ];
        model.Initialize(1).To(Device.Cpu);
        var trainer = new Trainer(model, (y, t) => y.CrossEntropy(t), new Adam(model)) { MaxGradientNorm = 1 };
        trainer.Fit(3, epoch => [Images((ulong)epoch)]);
        return [.. model.StateDict().SelectMany(s => s.Value.ToArray<float>())];
    }

    private static Batch Images(ulong seed)
    {
        var generator = new Generator(seed, Generator.Streams.Data);
        var labels = Enumerable.Range(0, 32).Select(_ => (long)generator.NextInt(10)).ToArray();
        return new(Tensor.Normal([32, 3, 32, 32], generator), Tensor.From(labels));
    }
}
