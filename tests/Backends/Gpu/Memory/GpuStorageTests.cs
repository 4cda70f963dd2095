using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;
using Warp = NeuralCore.Backends.Gpu.Warp;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Workspaces of structs begin where their memory does, whatever lies before it; what kernels cannot count is refused.</summary>
public sealed class GpuStorageTests
{
    public static TheoryData<string> Devices => ["ptx", "opencl"];

    /// <summary>When this fails, ILGPU does it right and structs need not be padded any more.</summary>
    [Fact]
    public void ILGPU_lets_a_view_cast_to_twelve_bytes_begin_before_its_memory()
    {
        using var context = Context.Create(builder => builder.CPU(CPUDeviceKind.Nvidia));
        using var accelerator = context.CreateCPUAccelerator(0);
        using var buffer = accelerator.Allocate1D<byte>(1024);
        var bytes = buffer.View.AsContiguous().SubView(256, 240);
        Assert.Equal(252, ((IContiguousArrayView)bytes.Cast<Three<float>>()).IndexInBytes);
        Assert.Equal(256, ((IContiguousArrayView)bytes.Cast<Two<float>>()).IndexInBytes);
    }

    [Fact]
    public void A_workspace_of_structs_that_would_begin_too_early_is_refused()
    {
        var work = new GpuStorage(GpuDevices.Runtime(DevicesUnderTest.Get("ptx")), ElementType.Float32, 60);
        Assert.Contains("Three`1 has 12 bytes", Assert.Throws<InvalidOperationException>(() => work.Structs<Three<float>>()).Message);
        Assert.Contains("Three`1 has 24 bytes", Assert.Throws<InvalidOperationException>(() => work.Structs<Three<double>>()).Message);
        Assert.Equal(30, work.Structs<Two<float>>().Length);
        work.Release();
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_tensor_whose_elements_a_kernel_could_not_count_is_refused_with_the_remedy(string name)
    {
        var device = DevicesUnderTest.Get(name);
        foreach (var type in Enum.GetValues<ElementType>())
            foreach (var count in new[] { 1L << 31, GpuStorage.MostElements + 1L, 1L << 40 })
            {
                var error = Assert.Throws<DeviceException>(() => device.Backend(ElementType.Float32).Allocate(type, count));
                Assert.Contains($"a tensor of {count} elements is too large for {device}", error.Message);
                Assert.Contains($"at most {GpuStorage.MostElements} were expected; split it, or compute it on the CPU", error.Message);
            }
        Assert.Throws<DeviceException>(() => Tensor.Empty([1 << 16, 1 << 15], device: device));
    }

    // What breaks: a sum that is rounded up to whole groups no longer fits an int, and most of the tensor is left out.
    [Fact]
    public void The_largest_tensor_is_reduced_as_a_whole()
    {
        const int most = GpuStorage.MostElements;
        foreach (var (shape, axes) in ((Shape, uint)[])[([most], 1), ([most, 1], 1), ([1, most], 2), ([most / 3, 3], 1), ([3, most / 3], 2), ([2, most / 4, 2], 5)])
        {
            var plan = new ReductionPlan(shape, axes);
            Assert.InRange((long)plan.Pieces * plan.Piece, plan.Length, plan.Length + plan.Piece - 1);
            Assert.InRange((long)plan.ResultGroups * plan.Lanes.Results, plan.Results, int.MaxValue);
        }
        foreach (var (a, g, b) in ((int, int, int)[])[(1, 1, most), (most, 1, 1), (most / 3, 3, 1), (2, 3, most / 6), (most / 40, 40, 1), (1, most, 1)])
        {
            var layout = new GroupLayout(a, g, b);
            // What the last member of a team takes of the parts, and it takes no more than is there.
            var members = layout.Team is TeamSize.Whole ? Whole.Members : layout.Team is TeamSize.Warp ? Warp.Members : Octet.Members;
            var taken = Enumerable.Range(0, layout.Parts).Sum(part => Enumerable.Range(0, members).Sum(member => (long)Math.Max(0, layout.Walk(0, part, member).Left)));
            Assert.Equal((long)a * b, taken);
        }
    }

    [Fact]
    public void Whatever_a_reduction_gathers_has_a_size_for_workspaces()
    {
        var gathered = typeof(GpuStorage).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IGathered<>)))
            .SelectMany(type => new[] { type.MakeGenericType(typeof(GpuF32)), type.MakeGenericType(typeof(GpuF64)) })
            .ToArray();
        Assert.NotEmpty(gathered);
        foreach (var type in gathered)
        {
            var size = (int)typeof(Interop).GetMethod(nameof(Interop.SizeOf), BindingFlags.Public | BindingFlags.Static, [])!.MakeGenericMethod(type).Invoke(null, null)!;
            Assert.True(BlockSizes.Alignment % size == 0, $"{type} has {size} bytes");
        }
    }

    /// <summary>Eight bytes or sixteen.</summary>
    public struct Two<T>
    {
        public T A, B;
    }

    /// <summary>Twelve bytes or twenty-four.</summary>
    public struct Three<T>
    {
        public T A, B, C;
    }
}
