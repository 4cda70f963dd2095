using System.Text.RegularExpressions;
using ILGPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Cli.SelfTests;
using NeuralCore.Cli.SelfTests.Checks;
using NeuralCore.Cli.SelfTests.Samples;
using NeuralCore.Data;
using NeuralCore.Ops;
using NeuralCore.Tests.Data;

namespace NeuralCore.Tests.Backends.Gpu.Cuda;

/// <summary>The whole way to a CUDA device, ILGPU's part of it too, on a driver that stands in for NVIDIA's: what a machine without a GPU never ran.</summary>
public sealed class CudaRuntimeTests
{
    [Theory]
    [InlineData("matmul", "linear", "softmax", "dropout", "max_pool", "batch_norm", "where")]
    public void Kernels_get_their_arguments_from_ILGPU_and_agree_with_the_reference(params string[] ops) => CudaWorld.Run(Ops, string.Join(' ', ops));

    [Fact, Trait("Category", "Long")]
    public void Every_operation_agrees_with_the_reference() => CudaWorld.Run(Ops, "");

    private static void Ops(string names)
    {
        var driver = new CudaDriverInPtx();
        var stand = new SelfTestStand(CudaWorld.Open(driver), new StringWriter(), default);
        Sample[] samples = [.. Sample.Registered.Where(sample => names.Length == 0 || names.Split(' ').Contains(sample.Name))];
        Assert.True(samples.Length > 6);
        Passes(stand, driver, new AgreementCheck("operations", samples));
    }

    [Fact, Trait("Category", "Long")]
    public void What_the_self_test_measures_on_hardware_can_be_measured() => CudaWorld.Run(Measures);

    private static void Measures()
    {
        var driver = new CudaDriverInPtx { TotalBytes = 64 << 20 };
        var stand = new SelfTestStand(CudaWorld.Open(driver), new StringWriter(), default);
        Assert.False(stand.IsInterpreted);
        foreach (var check in (ISelfCheck[])[new TrainingStepCheck(), new SteadyMemoryCheck(200, SmallTraining.On), new BandwidthCheck(), new LatencyCheck(), new RegistersCheck()])
            Passes(stand, driver, check);
    }

    private static void Passes(SelfTestStand stand, CudaDriverInPtx driver, ISelfCheck check)
    {
        var result = check.Run(stand);
        Assert.True(driver.Fault is null, driver.Fault);
        Assert.True(result.Outcome == CheckOutcome.Passed, $"{check.Name}: {result.Summary}");
    }

    [Theory]
    [InlineData(5, 2, 12_040)]
    [InlineData(7, 5, 12_040)]
    [InlineData(8, 6, 11_080)]
    [InlineData(9, 0, 12_040)]
    [InlineData(10, 0, 12_080)]
    [InlineData(12, 0, 12_090)]
    [InlineData(12, 1, 13_000)]
    [InlineData(15, 0, 14_000)]
    public void Devices_older_and_newer_than_ILGPU_knows_are_opened_and_get_the_text_that_the_interpreter_proves(int major, int minor, int version) =>
        CudaWorld.Run(Architecture, major, minor, version);

    private static void Architecture(int major, int minor, int version)
    {
        var driver = new CudaDriverInPtx { Architecture = (major, minor), Version = version };
        var device = CudaWorld.Open(driver);
        Assert.Equal(Results(Device.Cpu), Results(device));
        var proven = Device.Parse("ptx");
        Results(proven);
        if (major < 8) return;
        Assert.Equal(GpuDevices.Runtime(proven).Compiled.Select(Body), driver.Texts.Select(text => Body(new("", text))));
        Assert.All(driver.Texts, text => Assert.Contains(".target sm_80", text));

        static float[] Results(Device device)
        {
            var x = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3], device);
            return [.. x.MatMul(x.Permute(1, 0)).Relu().Sum(1).ToArray<float>(), .. x.AMax(1).ToArray<float>()];
        }

        // But for the version, and for the numbers that ILGPU counts its methods by.
        static string Body(GpuProgram program) =>
            Regex.Replace(string.Join('\n', program.Text.Split('\n').Where(line => !line.StartsWith(".version", StringComparison.Ordinal))), @"(?<=_)\d+", "");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_arrive_whole_however_late_or_early_the_copying_stream_is(bool hasty) => CudaWorld.Run(Batches, hasty);

    private static void Batches(bool hasty)
    {
        const int Count = 5000, Rounds = 20;
        var driver = new CudaDriverInPtx { HastyCopies = hasty };
        var device = CudaWorld.Open(driver);
        var backend = device.Backend(ElementType.Float32);
        SlotsInTurn();
        Assert.True(driver.Pinned > 0);

        DataLoader Loader(Device? to) => new(new DrawnDataset(39), 4) { Seed = 7, Shuffles = true, Workers = 2, Device = to };
        (Tensor Inputs, Tensor Targets)[] expected = [.. Loader(null).Epoch(0)], actual = [.. Loader(device).Epoch(0)];
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e.Inputs.ToArray<float>(), a.Inputs.ToArray<float>());
            Assert.Equal(e.Targets.ToArray<long>(), a.Targets.ToArray<long>());
        }

        // Nobody waits for the device between batches.
        void SlotsInTurn()
        {
            UploadSlot[] slots = [backend.TryTakeUploadSlot(4 * Count)!, backend.TryTakeUploadSlot(4 * Count)!];
            var host = new float[Count];
            List<Tensor> sums = [];
            for (var batch = 0; batch <= Rounds; batch++)
            {
                if (batch > 0)
                {
                    var arrived = Tensor.Empty([Count], device: device);
                    slots[(batch - 1) % 2].Finish(arrived.View);
                    sums.Add(arrived * 2);
                }
                Array.Fill(host, batch);
                slots[batch % 2].Begin<float>(host);
                Array.Fill(host, float.NaN);
            }
            for (var batch = 0; batch < Rounds; batch++) Assert.All(sums[batch].ToArray<float>(), value => Assert.Equal(2 * batch, value));
            foreach (var slot in slots) slot.Dispose();
        }
    }

    [Fact]
    public void Any_thread_may_compute_and_drop_tensors() => CudaWorld.Run(Threads);

    private static void Threads()
    {
        var driver = new CudaDriverInPtx { TotalBytes = 64 << 20 };
        var device = CudaWorld.Open(driver);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            for (var round = 0; round < 10; round++)
            {
                var x = Tensor.Full([100_000], i, device: device);
                Assert.Equal(2 * i + round, (x * 2 + round).ToArray<float>()[99_999]);
                if (round % 3 == 0) GC.Collect();
            }
        });
        Assert.Null(driver.Fault);
    }

    [Fact]
    public void Short_memory_is_one_sentence_and_what_was_dropped_is_found_again() => CudaWorld.Run(Memory);

    private static void Memory()
    {
        var device = CudaWorld.Open(new CudaDriverInPtx { TotalBytes = 64 << 20 });
        var kept = Tensor.From([1f, 2, 3], [3], device);
        var error = Assert.Throws<DeviceException>(() => Tensor.Empty([25 << 20], device: device));
        Assert.Contains("cuda:0 has no memory for 100 MiB more", error.Message);
        Assert.Contains("smaller batch", error.Message);
        // Ten times the memory, dropped at once.
        for (var i = 0; i < 320; i++) Tensor.Full([512 << 10], i, device: device);
        Assert.Equal([1f, 2, 3], kept.ToArray<float>());
    }

    [Fact]
    public void What_the_drivers_compiler_refuses_is_told_with_its_log_and_spoils_nothing_else() => CudaWorld.Run(Refused);

    private static void Refused()
    {
        var driver = new CudaDriverInPtx();
        var device = CudaWorld.Open(driver);
        var x = Tensor.From([1f, 2, 3], [3], device);
        driver.CompilerError = "ptxas application ptx input, line 9; error   : Unknown symbol 'x'\nptxas fatal   : Ptx assembly aborted due to errors\n";
        var error = Assert.Throws<DeviceException>(() => x.Exp());
        Assert.Contains("line 9; error   : Unknown symbol 'x' | ptxas fatal", error.Message);
        Assert.Contains("CUDA_ERROR_INVALID_PTX", error.Message);
        Assert.DoesNotContain('\0', error.Message);
        driver.CompilerError = null;
        Assert.Equal([2f, 4, 6], (x + x).ToArray<float>());
    }

    [Fact]
    public void A_kernel_that_leaves_its_memory_loses_the_device_and_the_host_is_intact() => CudaWorld.Run(Lost);

    private static void Lost()
    {
        var driver = new CudaDriverInPtx();
        var device = CudaWorld.Open(driver);
        var (host, x) = (Tensor.From(1f, 2, 3), Tensor.From([1f, 2, 3], [3], device));
        var gpu = (IGpuBackend)device.Backend(ElementType.Float32);
        gpu.Launch(new Beyond(gpu.Elements<float>(x.View)), 1);
        var first = Assert.Throws<DeviceException>(() => x.ToArray<float>());
        Assert.Contains("the device cuda:0 is lost", first.Message);
        Assert.Contains("CUDA_ERROR_ILLEGAL_ADDRESS", first.Message);
        Assert.Contains("the last kernel queued was Beyond", first.Message);
        foreach (var call in (Action[])[() => x.ToArray<float>(), () => Tensor.From([1f], [1], device), () => (x + x).ToArray<float>(), () => Tensor.Empty([64 << 20], device: device)])
            Assert.Equal(first.Message, Assert.Throws<DeviceException>(call).Message);
        Assert.NotEmpty(gpu.Programs);
        x = null;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal([1f, 2, 3], host.ToArray<float>());
    }

    public readonly struct Beyond(ArrayView<float> x) : IKernel
    {
        public static int GroupSize => 32;

        public void Run() => x[(1 << 28) + Grid.GlobalIndex.X] = 1;
    }
}
