using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Which tile a product takes, into how many slices its sums are cut, and what the large tile's loop costs.</summary>
public sealed class GemmPlanTests
{
    private static readonly GpuRuntime Ptx = GpuDevices.Runtime(DevicesUnderTest.Get("ptx"));

    [Theory]
    [InlineData(1, 4096, 4096, 4096, "128×128×8", 1)]
    [InlineData(1, 128, 131072, 1152, "128×128×8", 1)]
    [InlineData(1, 8, 131072, 63, "16×128×8", 1)]
    [InlineData(1, 40, 40, 40, "32×32×8", 1)]
    [InlineData(1, 64, 64, 131072, "64×64×16", 128)]
    public void The_tile_follows_the_size(int batch, int rows, int columns, int depth, string tile, int slices)
    {
        var plan = Plan<AlongDepth<Quads, GpuF32>, AlongLines<Quads, GpuF32>, GpuF32>(new(batch, rows, columns, depth));
        Assert.Equal(tile, plan.Variant.Name);
        Assert.Equal(slices, plan.Slices);
        Assert.True((long)plan.Slices * plan.SliceDepth >= depth && (plan.Slices - 1L) * plan.SliceDepth < depth, $"{plan} does not cover {depth}");
        Assert.Equal(0, plan.SliceDepth % plan.Variant.Depth);
    }

    [Fact]
    public void Doubles_and_sides_that_need_registers_take_no_tile_of_8_by_8()
    {
        GemmSize size = new(1, 4096, 4096, 4096);
        Assert.Equal("64×64×16", Plan<AlongDepth<Quads, GpuF64>, AlongLines<Quads, GpuF64>, GpuF64>(size).Variant.Name);
        Assert.Equal("128×64×8", Plan<AlongDepth<Quads, GpuF32>, PatchesByTap<AnyWindow, GpuF32>, GpuF32>(size).Variant.Name);
    }

    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void Sliced_sums_have_the_same_bits_every_time(string name)
    {
        var backend = DevicesUnderTest.Get(name).Backend(ElementType.Float32);
        using HostArray a = HostArray.Random(backend, 3 * 2000, 1), b = HostArray.Random(backend, 2000 * 5, 2), y = new(backend, new double[15]);
        Assert.True(Plan<AlongDepth<Quads, GpuF32>, AlongLines<Singles, GpuF32>, GpuF32>(new(1, 3, 5, 2000)).Slices > 1);
        backend.MatMul(a.View, b.View, y.View, new(1, 3, 5, 2000));
        var first = y.Read();
        backend.MatMul(a.View, b.View, y.View, new(1, 3, 5, 2000));
        Assert.Equal(first, y.Read());
    }

    // 3.87 when this was written: a multiplication and an addition, which a GPU's assembler makes one; 1.3 copies, which it
    // drops; 0.57 for everything else. A tile that no longer reads four numbers at a time takes more than 5.
    [Fact]
    public void The_large_tile_takes_less_than_four_PTX_instructions_a_multiply_add()
    {
        const int N = 256;
        // A machine of its own, since other tests run on the shared one meanwhile.
        var runtime = new PtxRuntime();
        var backend = new GpuBackend<GpuF32>(DevicesUnderTest.Get("ptx"), runtime);
        using HostArray a = HostArray.Random(backend, N * N, 1), b = HostArray.Random(backend, N * N, 2), y = new(backend, new double[N * N]);
        GemmVariants.Forced = GemmVariants.All[0];
        try
        {
            var before = runtime.Executed;
            backend.MatMul(a.View, b.View, y.View, new(1, N, N, N));
            var instructions = (runtime.Executed - before) / Math.Pow(N, 3);
            Assert.True(instructions < 4, $"{instructions:f2} instructions a multiply-add");
        }
        finally
        {
            GemmVariants.Forced = null;
        }
    }

    private static GemmPlan Plan<A, B, V>(GemmSize size)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where V : unmanaged, ILane<V> =>
        GemmPlan.For<A, B, MatrixResult<Quads, V>, V>(Ptx, size);
}
