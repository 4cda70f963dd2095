using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>What a product costs, counted and not timed, so that it can be held on a machine without a GPU.</summary>
public sealed class GemmCostTests(ITestOutputHelper output)
{
    /// <summary>PTX has 2 for the arithmetic, which a GPU's assembler makes one, and copies between registers, which it drops.</summary>
    [Fact]
    public void The_largest_tile_takes_less_than_four_instructions_a_multiply_add()
    {
        const int N = 256;
        DevicesUnderTest.Get("ptx");

        // A device of its own: nobody else's instructions are counted.
        var device = GpuDevices.Open("ptx", "ptx", 0);
        var (backend, runtime) = (device.Backend(ElementType.Float32), (PtxRuntime)GpuDevices.Runtime(device));
        View x = Filled(), y = Filled();
        var before = runtime.Executed;
        GemmVariants.Forced = GemmVariants.All[0];
        try
        {
            backend.MatMul(x, x, y, new(1, N, N, N));
        }
        finally
        {
            GemmVariants.Forced = null;
        }
        var cost = (runtime.Executed - before) / ((double)N * N * N);
        output.WriteLine($"{N} × {N} × {N} in floats, {runtime.Programs[^1].Name}: {cost:0.00} PTX instructions a multiply-add");
        Assert.InRange(cost, 2, 4);

        View Filled()
        {
            var view = new View(backend.Allocate(ElementType.Float32, N * N), 0, [N, N]);
            backend.Fill(view, 0.5);
            return view;
        }
    }
}
