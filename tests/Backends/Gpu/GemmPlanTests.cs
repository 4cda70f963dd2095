using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Tests.Backends.Cpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Which tile a product takes, and into how many slices its sums are cut.</summary>
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

    // What breaks: a kernel whose counter runs over would leave out its last slice, or read from below the matrix.
    [Theory]
    [InlineData(GemmPlan.MostDepth)]
    [InlineData(GemmPlan.MostDepth - 1)]
    [InlineData(GemmPlan.MostDepth - 127)]
    [InlineData(1 << 30)]
    public void The_longest_sums_are_counted_to_the_end_in_31_bits(int depth)
    {
        foreach (var variant in GemmVariants.All)
        {
            GemmVariants.Forced = variant;
            try
            {
                var plan = Plan<AlongDepth<Quads, GpuF32>, AlongDepth<Quads, GpuF32>, GpuF32>(new(1, 1, 1, depth));
                Assert.Equal(variant, plan.Variant);
                Assert.InRange((long)plan.Slices * plan.SliceDepth, depth, int.MaxValue - 2 * variant.Depth);
            }
            finally
            {
                GemmVariants.Forced = null;
            }
        }
    }

    [Fact]
    public void Longer_sums_are_refused()
    {
        var error = Assert.Throws<DeviceException>(() => Plan<AlongDepth<Quads, GpuF32>, AlongDepth<Quads, GpuF32>, GpuF32>(new(1, 1, 1, int.MaxValue)));
        Assert.Equal("a product on ptx sums at most 2147479551 numbers, since its kernels count in 31 bits; got sums of 2147483647; split them, or compute it on the CPU", error.Message);
    }

    [Theory]
    [InlineData(1024, 49152, "128×128×8", "64×64×16")]
    [InlineData(1024, 20480, "128×128×8", "16×128×8")]
    [InlineData(1024, 16384, "128×64×8", "32×32×8")]
    [InlineData(128, 49152, "16×128×8", "16×128×8")]
    [InlineData(127, 49152, "32×32×8", "32×32×8")]
    [InlineData(64, 9216, "32×32×8", "32×32×8")]
    public void A_tile_that_does_not_fit_the_device_gives_way_to_a_smaller_one(int threads, int bytes, string floats, string doubles)
    {
        var device = new IdleRuntime(threads, bytes);
        GemmSize size = new(1, 4096, 4096, 4096);
        Assert.Equal(floats, GemmPlan.For<AlongDepth<Quads, GpuF32>, AlongLines<Quads, GpuF32>, MatrixResult<Quads, GpuF32>, GpuF32>(device, size).Variant.Name);
        Assert.Equal(doubles, GemmPlan.For<AlongDepth<Quads, GpuF64>, AlongLines<Quads, GpuF64>, MatrixResult<Quads, GpuF64>, GpuF64>(device, size).Variant.Name);
    }

    [Theory]
    [InlineData(63, 49152)]
    [InlineData(1024, 4607)]
    public void A_device_that_no_tile_fits_is_told_what_products_need(int threads, int bytes)
    {
        var error = Assert.Throws<DeviceException>(() =>
            GemmPlan.For<AlongDepth<Quads, GpuF32>, AlongLines<Quads, GpuF32>, MatrixResult<Quads, GpuF32>, GpuF32>(new IdleRuntime(threads, bytes), new(1, 5, 6, 7)));
        Assert.Equal($"idle has room for {threads} threads and {bytes} bytes of shared memory a group; matrix products need at least 64 threads and 4608 bytes", error.Message);
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

    private static GemmPlan Plan<A, B, V>(GemmSize size)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where V : unmanaged, ILane<V> =>
        GemmPlan.For<A, B, MatrixResult<Quads, V>, V>(Ptx, size);
}
