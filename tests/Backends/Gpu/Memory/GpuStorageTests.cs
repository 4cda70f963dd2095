using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Workspaces of structs begin where their memory does, whatever lies before it.</summary>
public sealed class GpuStorageTests
{
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

    [Fact]
    public void A_tensor_of_more_elements_than_kernels_count_is_refused()
    {
        using var scope = new MemoryScope();
        var error = Assert.Throws<DeviceException>(() => Tensor.Empty([65536, 32768], device: DevicesUnderTest.Get("ptx")));
        Assert.Contains("a tensor of 2147483648 elements is too large for ptx", error.Message);
        Assert.Contains("at most 2147483647 were expected", error.Message);
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
