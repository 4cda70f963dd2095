using ILGPU;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>The door for kernels of other assemblies: what goes through it works, and what does not is told in one sentence.</summary>
public sealed class OwnKernelTests
{
    public static TheoryData<string> Devices => ["ptx", "opencl"];

    [Theory, MemberData(nameof(Devices))]
    public void A_kernel_in_plain_floats_is_launched_with_a_thread_an_element(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var gpu = Gpu(device);
        var (from, to) = (Tensor.From(Values(1000), [1000], device), Tensor.Empty([1000], device: device));
        gpu.Launch(new Twice(gpu.Elements<float>(from.View), gpu.Elements<float>(to.View)), to.Count);
        Assert.Equal(Values(1000).Select(v => 2 * v), to.ToArray<float>());
    }

    [Theory, InlineData("ptx", ".visible .entry"), InlineData("opencl", "kernel void")]
    public void What_a_device_compiled_can_be_read(string name, string words)
    {
        var device = DevicesUnderTest.Get(name);
        var (gpu, x) = (Gpu(device), Tensor.From(Values(4), [4], device));
        gpu.Launch(new Twice(gpu.Elements<float>(x.View), gpu.Elements<float>(x.View)), x.Count);
        var program = Assert.Single(gpu.Programs, program => program.Kernel == "Twice");
        Assert.Contains(words, program.Text);
        Assert.True(program.CompileTime > TimeSpan.Zero);
        Assert.Empty(program.Findings);
        if (name == "ptx") Assert.InRange(program.LiveRegisters!.Value, 1, 32);
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_kernel_that_is_not_public_is_refused_with_the_remedy(string name)
    {
        var gpu = Gpu(DevicesUnderTest.Get(name));
        var error = Assert.Throws<DeviceException>(() => gpu.Launch(new HiddenKernel(), 1));
        Assert.Contains("HiddenKernel is not public", error.Message);
        Assert.Contains("make it public", error.Message);
        error = Assert.Throws<DeviceException>(() => gpu.Launch(new KernelOf<HiddenFunction>(), 1));
        Assert.Contains("KernelOf<HiddenFunction> cannot be launched: HiddenFunction is not public", error.Message);
        error = Assert.Throws<DeviceException>(() => gpu.Launch(new KernelWithField(1), 1));
        Assert.Contains("HiddenFunction is not public", error.Message);
    }

    [Fact]
    public void An_internal_kernel_is_refused_with_the_attribute_that_opens_its_assembly()
    {
        if (typeof(OwnKernelTests).Assembly.GetCustomAttributesData().Any(a => a.ToString().Contains("ILGPURuntime", StringComparison.Ordinal)))
            Assert.Skip("the tests' own assembly is open to ILGPU");
        var gpu = Gpu(Device.Parse("ptx"));
        var error = Assert.Throws<DeviceException>(() => gpu.Launch(new InternalKernel(), 1));
        Assert.Contains("[assembly: InternalsVisibleTo(\"ILGPURuntime\")] to NeuralCore.Tests", error.Message);
    }

    [Fact]
    public void Elements_are_given_out_as_what_they_are_and_from_the_device_alone()
    {
        var device = Device.Parse("ptx");
        var gpu = Gpu(device);
        var error = Assert.Throws<ShapeException>(() => gpu.Elements<float>(Tensor.Empty([2, 3], ElementType.Float64, device).View));
        Assert.Equal("the elements of a tensor [2, 3] are Float64; a kernel cannot take them as Single", error.Message);
        var elsewhere = Assert.Throws<DeviceException>(() => gpu.Elements<float>(Tensor.Zeros([2, 3]).View));
        Assert.Equal("a tensor [2, 3] is not in the memory of ptx; move it there with To(device)", elsewhere.Message);
        Assert.Equal(6, gpu.Elements<GpuF32>(Tensor.From(Values(6), [2, 3], device).View).Length);
    }

    [Fact]
    public void A_launch_that_does_not_fit_is_told_with_what_the_device_takes()
    {
        var gpu = Gpu(Device.Parse("ptx"));
        Assert.Contains("2048 threads", Assert.Throws<DeviceException>(() => gpu.Launch(new Crowd(), 1)).Message);
        Assert.Contains("at most 65535", Assert.Throws<DeviceException>(() => gpu.Launch(default(Twice), new Groups(1, 65536))).Message);
        Assert.Contains("-1 threads", Assert.Throws<DeviceException>(() => gpu.Launch(default(Twice), -1)).Message);
    }

    [Fact]
    public void A_span_of_a_tensor_on_the_host_is_its_memory_and_elsewhere_an_error()
    {
        var x = Tensor.From(1f, 2, 3);
        x.View.Span<float>()[1] = 5;
        Assert.Equal([1f, 5, 3], x.ToArray<float>());
        Assert.Throws<ShapeException>(() => _ = x.View.Span<int>());
        Assert.Throws<DeviceException>(() => _ = Tensor.Zeros([2], device: Device.Meta).View.Span<float>());
    }

    private static IGpuBackend Gpu(Device device) => Assert.IsAssignableFrom<IGpuBackend>(device.Backend(ElementType.Float32));

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => i / 4f)];

    public readonly struct Twice(ArrayView<float> x, ArrayView<float> y) : IKernel
    {
        public static int GroupSize => 128;

        public void Run()
        {
            var i = Grid.GlobalIndex.X;
            if (i < y.IntLength) y[i] = 2 * x[i];
        }
    }

    public readonly struct Crowd : IKernel
    {
        public static int GroupSize => 2048;

        public void Run() { }
    }

    public readonly struct KernelOf<F> : IKernel where F : struct
    {
        public static int GroupSize => 32;

        public void Run() { }
    }

    public readonly struct KernelWithField(int one) : IKernel
    {
        private readonly HiddenFunction _function = new(one);

        public static int GroupSize => 32;

        public void Run() => _function.Call();
    }

    private readonly struct HiddenFunction(int one)
    {
        public int Call() => one;
    }

    private readonly struct HiddenKernel : IKernel
    {
        public static int GroupSize => 32;

        public void Run() { }
    }

    internal readonly struct InternalKernel : IKernel
    {
        public static int GroupSize => 32;

        public void Run() { }
    }
}
