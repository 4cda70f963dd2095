using ILGPU;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A fault for <c>tests/oclgrind.sh</c> to find before it believes that there is no other.</summary>
public class RacingKernelTests
{
    [Fact(Explicit = true)]
    public void A_thread_reads_what_another_wrote_and_no_barrier_keeps_them_apart()
    {
        var device = DevicesUnderTest.Get("opencl");
        var y = Tensor.From(new float[32], [32], device);
        GpuDevices.Runtime(device).Launch(new Racing(((GpuStorage)y.View.Storage).Array<float>(y.View)), new Groups(1));
        Assert.Equal(32, y.ToArray<float>().Length);
    }

    public readonly struct Racing(ArrayView<float> y) : IKernel
    {
        public static int GroupSize => 32;

        public void Run()
        {
            var tile = SharedMemory.Allocate<float>(32);
            tile[Group.IdxX] = y[Group.IdxX];
            y[Group.IdxX] = tile[31 - Group.IdxX];
        }
    }
}
