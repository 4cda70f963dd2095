using NeuralCore.Backends;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

public sealed class GpuFaultTests
{
    public static IEnumerable<TheoryDataRow<string, ElementType>> Devices => GpuParity.Devices;

    [Theory, MemberData(nameof(Devices))]
    public void A_class_that_does_not_exist_is_told_when_the_loss_is_read(string device, ElementType type)
    {
        var on = DevicesUnderTest.Get(device);
        var logits = Tensor.Zeros([4, 3], type, on);
        logits.RequiresGrad = true;
        var loss = logits.CrossEntropy(Tensor.From<long>([0, 2, 3, 1], [4], on));
        var error = Assert.Throws<UsageException>(() => loss.Item());
        Assert.Contains($"NllLoss on {on}: index 3 is out of range: the dimension has 3 positions, so 0 to 2 were expected", error.Message);

        // The device goes on.
        Assert.Equal(Math.Log(3), logits.CrossEntropy(Tensor.From<long>([0, 2, 2, 1], [4], on)).Item(), 1e-6);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Of_two_launches_with_faults_the_first_is_told(string device, ElementType type)
    {
        var parity = new GpuParity(device, type);
        var (x, y) = (parity.On(parity.Gpu, [5], new double[5]), parity.On(parity.Gpu, [3], new double[3]));
        parity.Gpu.IndexSelect(x, parity.Longs(parity.Gpu, [3], [0, 5, 1]), y, new(1, 5, 1));
        parity.Gpu.IndexSelect(x, parity.Longs(parity.Gpu, [3], [0, 7, 1]), y, new(1, 5, 1));
        var error = Assert.Throws<UsageException>(parity.Gpu.Synchronize);
        Assert.Contains("index 5 is out of range: the dimension has 5 positions", error.Message);
        parity.Gpu.Synchronize();
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_thread_gets_its_own_faults_only(string device, ElementType type)
    {
        using var launched = new ManualResetEventSlim();
        using var read = new ManualResetEventSlim();
        var parity = new GpuParity(device, type);
        Exception? told = null;
        var careless = new Thread(() =>
        {
            // Whatever fails here is told below, and leaves nobody waiting.
            told = Record.Exception(() =>
            {
                var theirs = new GpuParity(device, type);
                theirs.Gpu.IndexSelect(theirs.On(theirs.Gpu, [5], new double[5]), theirs.Longs(theirs.Gpu, [1], [9]), theirs.On(theirs.Gpu, [1], [0]), new(1, 5, 1));
                launched.Set();
                read.Wait();
                theirs.Gpu.Synchronize();
                GC.KeepAlive(theirs);
            });
            launched.Set();
        });
        careless.Start();
        launched.Wait();
        var y = parity.On(parity.Gpu, [1], [0]);
        parity.Gpu.IndexSelect(parity.On(parity.Gpu, [5], [0, 1, 2, 3, 4]), parity.Longs(parity.Gpu, [1], [3]), y, new(1, 5, 1));
        var values = parity.Read(parity.Gpu, y);
        read.Set();
        careless.Join();
        Assert.Equal([3.0], values);
        Assert.Contains("index 9 is out of range", Assert.IsType<UsageException>(told).Message);
    }
}
