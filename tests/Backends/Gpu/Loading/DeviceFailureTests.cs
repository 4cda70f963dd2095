using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Planted failures on devices that are there: one clear error, the host's state intact, later work goes on or is told again.</summary>
public class DeviceFailureTests
{
    public static TheoryData<string> Devices => ["ptx", "opencl", "simulator"];

    [Theory, MemberData(nameof(Devices))]
    public void A_kernel_that_ILGPU_refuses_is_told_by_name_and_spoils_no_other(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var runtime = GpuDevices.Runtime(device);
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<DeviceException>(() => runtime.Launch(new Throwing(), new Groups(1)));
            Assert.Contains("kernel Throwing does not compile", error.Message);
            Assert.Contains("Throw", error.Message["kernel Throwing".Length..]);
        }
        var x = Tensor.From([1f, 2, 3], [3], device);
        Add(runtime, x, i: 1);
        Assert.Throws<DeviceException>(() => runtime.Launch(new AlsoThrowing(), new Groups(1)));
        Add(runtime, x, i: 10);
        runtime.Launch(new AddTwice<GpuF32>(Elements(x)), new Groups(1));   // compiled after the failures
        Assert.Equal([15f, 16, 17], x.ToArray<float>());
    }

    [Theory, MemberData(nameof(Devices))]
    public void An_absurd_allocation_is_refused_in_one_sentence_and_smaller_ones_still_succeed(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var kept = Tensor.From([1f, 2, 3], [3], device);
        var error = Assert.Throws<DeviceException>(() => GpuDevices.Runtime(device).Take(1L << 48));
        Assert.Contains("has no memory for", error.Message);
        Assert.Contains("smaller batch", error.Message);
        Assert.Equal([1f, 2, 3], kept.ToArray<float>());
        Assert.Equal([4f], Tensor.From([4f], [1], device).ToArray<float>());
    }

    // What breaks: the launch never ends, for the number of threads wraps around to nearly 2⁶⁴.
    [Fact]
    public void More_threads_than_ILGPU_can_tell_OpenCL_are_refused()
    {
        var device = DevicesUnderTest.Get("opencl");
        var x = Tensor.From([1f, 2, 3], [3], device);
        var error = Assert.Throws<DeviceException>(() => GpuDevices.Runtime(device).Launch(new AddTwice<GpuF32>(Elements(x)), new Groups(1 << 26)));
        Assert.Equal("kernel AddTwice<GpuF32> in 67108864 groups of 32 threads is too large for opencl:0: at most 2147483647 threads were expected; split the tensor, or compute it on the CPU", error.Message);
        Assert.Equal([1f, 2, 3], x.ToArray<float>());
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_thousand_rounds_of_tensors_leave_the_device_as_it_was(string name)
    {
        DevicesUnderTest.Get(name);
        var device = GpuDevices.Open(name, name, 0);   // one of its own: other tests use the shared one meanwhile
        var values = new float[1000];
        var reserved = 0L;
        for (var step = 0; step < 1000; step++)
        {
            using var scope = new MemoryScope();
            for (var i = 1; i < 6; i++) Tensor.From(values, [1000], device);
            if (step == 0) reserved = device.Memory.BytesReserved;
        }
        if (name != "ptx") Assert.Equal(reserved, device.Memory.BytesReserved);   // ptx keeps nothing
        Assert.Equal(0, device.Memory.BytesInUse);
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_tensor_stays_until_the_kernel_that_reads_it_is_queued(string name)
    {
        DevicesUnderTest.Get(name);
        var device = GpuDevices.Open(name, name, 0);
        var runtime = GpuDevices.Runtime(device);
        Dropped(runtime, device);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static ArrayView<GpuF32> Look(Device device) => Elements(Tensor.From(new float[100], [100], device));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Dropped(GpuRuntime runtime, Device device)
        {
            var view = Look(device);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var other = Tensor.From(new float[100], [100], device);   // would get the memory of the tensor that nobody holds
            runtime.Launch(new AddKernel<GpuF32>(view, 1), new Groups(1));
            Assert.Equal(new float[100], other.ToArray<float>());
        }
    }

    [Fact]
    public void Copies_are_right_while_the_collector_moves_the_arrays_they_go_to()
    {
        var device = DevicesUnderTest.Get("opencl");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested) GC.Collect(0, GCCollectionMode.Forced, blocking: true, compacting: true);
        });
        collector.Start();
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            var values = new float[round % 3000 + 1];
            Array.Fill(values, round + 1);
            Assert.Equal(values, Tensor.From(values, [values.Length], device).ToArray<float>());
        }
        collector.Join();
    }

    [Fact]
    public void What_a_driver_refuses_is_told_with_its_log()
    {
        var device = DevicesUnderTest.Get("opencl");
        Assert.NotNull(device);
        var cl = OpenClDiscovery.Devices[GpuDiscovery.FirstNumber(OpenClDiscovery.Driver)];
        using var context = Context.Create(builder => KernelCompiler.Options(builder));
        using var accelerator = cl.CreateCLAccelerator(context);
        var good = (CLCompiledKernel)KernelEntry.Compile<AddKernel<GpuF32>>(new CLBackend(context, cl.Capabilities, cl.Vendor, cl.CLStdVersion), "opencl");
        var entry = (SeparateViewEntryPoint)typeof(CompiledKernel).GetProperty("EntryPoint", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(good)!;
        var bad = new CLCompiledKernel(context, entry, good.Info, good.Source.Replace("return", "turn back"), good.CVersion);
        Assert.Contains("error", DriverLog.Of(accelerator, bad));
    }

    [Fact]
    public void The_compiler_of_OpenCL_has_nothing_to_warn_of_in_a_sound_kernel()
    {
        DevicesUnderTest.Get("opencl");
        var cl = OpenClDiscovery.Devices[GpuDiscovery.FirstNumber(OpenClDiscovery.Driver)];
        using var context = Context.Create(builder => KernelCompiler.Options(builder));
        using var accelerator = cl.CreateCLAccelerator(context);
        var kernel = (CLCompiledKernel)KernelEntry.Compile<Negative>(new CLBackend(context, cl.Capabilities, cl.Vendor, cl.CLStdVersion), "opencl");
        // A text that no cache knows: what was compiled before is not warned of again.
        var text = OpenClRepair.Mend(kernel.Source) + $"// {Guid.NewGuid()}\n";
        CLException.ThrowIfFailed(CLKernel.LoadKernel(accelerator, kernel.Name, text, kernel.CVersion, out var program, out _, out _));
        CLException.ThrowIfFailed(CLAPI.CurrentAPI.GetProgramBuildLog(program, accelerator.DeviceId, out var log));
        Assert.DoesNotContain("warning", log);
    }

    [Fact]
    public void A_device_that_went_away_is_lost_at_every_call_and_the_host_is_intact()
    {
        DevicesUnderTest.Get("opencl");
        var number = GpuDiscovery.FirstNumber(OpenClDiscovery.Driver);
        var cl = OpenClDiscovery.Devices[number];
        var context = Context.Create(builder => KernelCompiler.Options(builder));
        var accelerator = cl.CreateCLAccelerator(context);
        var runtime = new AcceleratorRuntime("opencl:lost", accelerator, own => new CLBackend(own, cl.Capabilities, cl.Vendor, cl.CLStdVersion), 1 << 30, hasFloat64: true);
        var device = new Device("opencl:lost", d => new GpuBackend<GpuF32>(d, runtime), d => new GpuBackend<GpuF64>(d, runtime));
        var host = Tensor.From(1f, 2, 3);
        var x = Tensor.From([1f, 2, 3], [3], device);
        Assert.Equal([1f, 2, 3], x.ToArray<float>());
        accelerator.DefaultStream.Dispose();   // the nearest to pulling the card: its queue is gone

        var first = Assert.Throws<DeviceException>(() => x.ToArray<float>());
        Assert.Contains("the device opencl:lost is lost", first.Message);
        foreach (var call in (Action[])[() => x.ToArray<float>(), () => Tensor.From([1f], [1], device), () => Add(runtime, x, 1), runtime.Synchronize, () => runtime.Take(64 << 20)])
            Assert.Equal(first.Message, Assert.Throws<DeviceException>(call).Message);
        Assert.Equal([1f, 2, 3], host.ToArray<float>());
    }

    private static void Add(GpuRuntime runtime, Tensor x, float i) => runtime.Launch(new AddKernel<GpuF32>(Elements(x), i), new Groups(1));

    private static ArrayView<GpuF32> Elements(Tensor x) => ((GpuStorage)x.View.Storage).Array<GpuF32>(x.View);

    public readonly struct AddKernel<V>(ArrayView<V> x, double value) : IKernel where V : unmanaged, ILane<V>
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var i = Grid.GlobalIndex.X;
            if (i < x.IntLength) x[i] = x[i] + V.Of(value);
        }
    }

    public readonly struct AddTwice<V>(ArrayView<V> x) : IKernel where V : unmanaged, ILane<V>
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var i = Grid.GlobalIndex.X;
            if (i < x.IntLength) x[i] = x[i] + V.Of(1.5) + V.Of(1.5);
        }
    }

    public readonly struct Negative(ArrayView<long> x) : IKernel
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var i = Grid.GlobalIndex.X;
            if (i < x.IntLength) x[i] = x[i] == 7 ? -1 : x[i] - 1;
        }
    }

    public readonly struct Throwing : IKernel
    {
        public static int GroupSize => 32;

        public void Run() => throw new InvalidOperationException();
    }

    public readonly struct AlsoThrowing : IKernel
    {
        public static int GroupSize => 32;

        public void Run() => throw new InvalidOperationException();
    }
}
