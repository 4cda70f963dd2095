using NeuralCore.Autograd;
using NeuralCore.Backends.Gpu;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A normalization and the rectifier behind it are one pass on a GPU, which shows in nothing but memory.</summary>
public sealed class GpuFusionTests
{
    private static readonly Func<Tensor, Tensor, Tensor, Tensor>[] Norms =
    [
        (x, w, b) => x.BatchNorm(w, b).Y,
        (x, w, b) => x.BatchNormInference(b, w * w + 0.5, w, b),
        (x, w, b) => x.GroupNorm(2, w, b),
    ];

    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuPair.All;

    [Theory, MemberData(nameof(Devices))]
    public void Values_and_gradients_have_the_bits_of_the_two_by_themselves(string device, ElementType type)
    {
        var d = DevicesUnderTest.Get(device);
        Assert.Equal(Run(listens: true), Run(listens: false));

        // Values, gradients, and the gradients of the gradients' sum of squares.
        double[][] Run(bool listens)
        {
            Tensor[] leaves = [Leaf([3, 4, 37], 1, d, type), Leaf([4], 2, d, type), Leaf([4], 3, d, type)];
            using var listening = listens ? Dispatcher.Listen(new Silent()) : null;
            var results = new List<double[]>();
            foreach (var norm in Norms)
                foreach (var rectify in (Func<Tensor, Tensor>[])[y => y.Relu(), y => y.Relu6()])
                {
                    var between = norm(leaves[0], leaves[1], leaves[2]);
                    var y = rectify(between);
                    Assert.Equal(!listens, between.IsDeferred);
                    var first = Gradients.Of([(y * y * y).SumTo([])], leaves, createGraph: true);
                    var second = Gradients.Of([first.Select(g => (g! * g!).SumTo([])).Aggregate((a, b) => a + b)], leaves);
                    Assert.Equal(!listens, between.IsDeferred);
                    results.AddRange(((Tensor?[])[y, between, .. first, .. second]).Select(t => t!.ToArray<double>()));
                }
            return [.. results];
        }
    }

    [Fact]
    public void A_layer_in_training_waits_for_its_rectifier_though_it_tracks_the_statistics()
    {
        var d = DevicesUnderTest.Get("ptx");
        BatchNorm layer = new(4), alone = new(4);
        foreach (var l in (BatchNorm[])[layer, alone])
        {
            l.Initialize(1);
            l.To(d);
        }
        var x = Leaf([3, 4, 5], 1, d, ElementType.Float32);
        var between = layer.Forward(x);
        var y = between.Relu();
        Assert.True(between.IsDeferred);

        var read = alone.Forward(x);
        Assert.Equal(read.ToArray<float>().Select(v => Math.Max(v, 0)), y.ToArray<float>());
        Assert.Equal(alone.RunningMean!.Value.ToArray<float>(), layer.RunningMean!.Value.ToArray<float>());

        // The kernel that ran is the one with the rectifier in it.
        Assert.Contains(((PtxRuntime)GpuDevices.Runtime(d)).Programs, p => p.Name.StartsWith("NormalizeKernel<Rectifier,"));
    }

    // What breaks: the second reader finds the computation begun, does not wait for it, and reads a tensor without memory.
    [Fact]
    public async Task A_result_that_waits_is_computed_once_though_several_threads_read_it_at_a_time()
    {
        var x = Leaf([3, 4, 500], 1, DevicesUnderTest.Get("ptx"), ElementType.Float32).Detach();
        var expected = x.BatchNorm().Y.ToArray<float>();
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var waiting = x.BatchNorm().Y;
            Assert.True(waiting.IsDeferred);
            using var together = new Barrier(3);
            var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() =>
            {
                together.SignalAndWait();
                return waiting.View;
            }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            var views = await Task.WhenAll(readers);
            Assert.All(views, view => Assert.Same(views[0].Storage, view.Storage));
            Assert.Equal(expected, waiting.ToArray<float>());
        }
    }

    private static Tensor Leaf(Shape shape, int seed, Device device, ElementType type) =>
        Tensor.From(GpuPair.Random(shape.Count, seed), shape).To(type).To(device).Detach().WithGrad();

    private sealed class Silent : IDispatchListener;
}
