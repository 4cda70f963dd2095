using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A resampling table goes to the device once; a device that had no room for it is asked again.</summary>
public sealed class ResampleMatricesTests
{
    [Fact]
    public void A_table_for_which_there_was_no_memory_is_tried_again()
    {
        var runtime = new FullRuntime();
        var device = new Device("full", d => new GpuBackend<GpuF32>(d, runtime), d => new GpuBackend<GpuF64>(d, runtime));
        var matrices = new ResampleMatrices<GpuF32>(new ResampleTable([0, 1], [0.5, 0.5]), device.Backend(ElementType.Float32));
        for (var call = 1; call <= 3; call++)
        {
            Assert.Throws<DeviceException>(() => matrices.Forward);
            Assert.Throws<DeviceException>(() => matrices.Adjoint(2));
            Assert.Equal(2 * call, runtime.Asked);
        }
    }

    private sealed class FullRuntime() : IdleRuntime(1024, 48 << 10)
    {
        public int Asked { get; private set; }

        public override GpuMemory Take(long bytes)
        {
            Asked++;
            throw new DeviceException("full");
        }
    }
}
