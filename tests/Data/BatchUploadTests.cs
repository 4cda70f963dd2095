using NeuralCore.Backends.Gpu;
using NeuralCore.Data;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Data;

/// <summary>A batch that travels while the one before trains is the same batch, at its own turn, and nothing of it stays behind.</summary>
public sealed class BatchUploadTests
{
    private static DataLoader Loader(IDataset dataset, Device device, int workers) =>
        new(dataset, 4) { Seed = 7, Shuffles = true, Workers = workers, Device = device };

    private static CopyLane? Lane(Device device) => (GpuDevices.Runtime(device) as AcceleratorRuntime)?.Lane;

    // The time that a step takes, in which the workers get ahead.
    private static IEnumerable<(float[], long[])> Train(IEnumerable<(Tensor Inputs, Tensor Targets)> epoch)
    {
        foreach (var (inputs, targets) in epoch)
        {
            Thread.Sleep(2);
            yield return (inputs.ToArray<float>(), targets.ToArray<long>());
        }
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void Workers_bring_a_device_the_batches_that_the_caller_would(string name)
    {
        var device = DevicesUnderTest.Get(name);
        (float[], long[])[] expected = [.. Train(Loader(new DrawnDataset(39), device, 0).Epoch(1))];
        foreach (var workers in (int[])[1, 3])
            foreach (var first in (int[])[0, 4])
            {
                (float[], long[])[] actual = [.. Train(Loader(new DrawnDataset(39), device, workers).Epoch(1, first))];
                Assert.Equal(expected.Length - first, actual.Length);
                foreach (var ((x, t), (u, v)) in expected[first..].Zip(actual))
                {
                    Assert.Equal(x, u);
                    Assert.Equal(t, v);
                }
            }
    }

    public static IEnumerable<TheoryDataRow<string>> Training =>
        from device in (string[])["cpu", "ptx", "opencl"] select DevicesUnderTest.LongOnOpenCl(device, new TheoryDataRow<string>(device));

    [Theory]
    [MemberData(nameof(Training))]
    public void Training_has_the_same_bits_whoever_brings_the_batches(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var (alone, helped) = (Losses(0), Losses(2));
        Assert.Equal(10, alone.Count);
        Assert.Equal(alone, helped);

        List<double> Losses(int workers)
        {
            List<double> losses = [];
            var model = new Sequential(new Flatten(), new Linear(6, 5), new Relu(), new Linear(5, 2)).Initialize(3).To(device);
            var loader = Loader(new DrawnDataset(39), device, workers);
            new Trainer(model, (y, t) => y.CrossEntropy(t), new Adam(model, rate: 0.01)) { StepEnded = step => losses.Add(step.Loss) }
                .Fit(1, epoch => loader.Epoch(epoch).Select(b => new Batch(b.Inputs, b.Targets)));
            return losses;
        }
    }

    [Fact]
    public void Batches_set_out_ahead_through_the_same_memory_for_all_epochs()
    {
        var device = DevicesUnderTest.OwnOpenCl();
        var loader = Loader(new DrawnDataset(200), device, 1);
        Assert.Equal(50, Train(loader.Epoch(0)).Count());
        var lane = Lane(device)!;
        var (bytes, copies) = (lane.Bytes, lane.Copies);
        for (var epoch = 1; epoch < 3; epoch++) Assert.Equal(50, Train(loader.Epoch(epoch)).Count());
        Assert.Equal(bytes, lane.Bytes);
        Assert.True(lane.Copies > copies + 20, $"{lane.Copies - copies} copies were begun ahead in 100 batches of two tensors");
    }

    [Fact]
    public void An_example_that_fails_is_told_at_the_turn_of_its_batch_and_no_earlier()
    {
        var device = DevicesUnderTest.OwnOpenCl();
        var dataset = new DrawnDataset(40) { Reading = i => { if (i == 22) throw new DataException("example 22 is torn"); } };
        var loader = new DataLoader(dataset, 4) { Workers = 2, Device = device };
        var seen = 0;
        Assert.Throws<DataException>(() =>
        {
            foreach (var _ in Train(loader.Epoch(0))) seen++;
        });
        Assert.Equal(5, seen);
        Assert.Equal(4, loader.Buffers);
    }

    [Fact]
    public void An_epoch_left_early_leaves_its_memory_to_the_next()
    {
        var device = DevicesUnderTest.OwnOpenCl();
        var loader = Loader(new DrawnDataset(40), device, 2);
        Assert.Equal(2, Train(loader.Epoch(0)).Take(2).Count());
        var bytes = Lane(device)!.Bytes;
        for (var i = 0; i < 30; i++) Assert.Equal(2, Train(loader.Epoch(0)).Take(2).Count());
        Assert.Equal(bytes, Lane(device)!.Bytes);
    }
}
