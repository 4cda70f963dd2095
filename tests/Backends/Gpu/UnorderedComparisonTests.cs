using ILGPU;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Branches on comparisons with NaN go on a GPU where they go on the host.</summary>
public sealed class UnorderedComparisonTests
{
    [Theory]
    [InlineData("ptx")]
    [InlineData("opencl")]
    public void A_NaN_takes_the_branches_that_it_takes_on_the_host(string name)
    {
        var device = DevicesUnderTest.Get(name);
        var backend = (GpuBackend<GpuF32>)device.Backend(ElementType.Float32);
        float[] values = [float.NaN, 1, 2, float.PositiveInfinity, float.NegativeInfinity];
        var a = values.SelectMany(x => values.Select(_ => x)).ToArray();
        var b = values.SelectMany(_ => values).ToArray();
        View On<T>(ElementType type, T[] x) where T : unmanaged
        {
            var view = new View(backend.Allocate(type, x.Length), 0, [x.Length]);
            backend.Upload<T>(x, view);
            return view;
        }
        var (va, vb, y) = (On(ElementType.Float32, a), On(ElementType.Float32, b), On(ElementType.Int32, new int[a.Length]));
        ArrayView<T> Array<T>(View view) where T : unmanaged => ((GpuStorage)view.Storage).Array<T>(view);
        backend.Runtime.Launch(new BranchesKernel(Array<float>(va), Array<float>(vb), Array<int>(y)), new(1));
        var actual = new int[a.Length];
        backend.Download<int>(y, actual);
        Assert.Equal(a.Zip(b, BranchesKernel.Of), actual);
    }
}

/// <summary>One bit for each way to branch on a comparison.</summary>
public readonly struct BranchesKernel(ArrayView<float> a, ArrayView<float> b, ArrayView<int> y) : IKernel
{
    /// <inheritdoc/>
    public static int GroupSize => 32;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i < y.IntLength) y[i] = Of(a[i], b[i]);
    }

    /// <summary>The bits.</summary>
    public static int Of(float a, float b)
    {
        var bits = 0;
        if (a > b) bits |= 1;
        if (a >= b) bits |= 2;
        if (a < b) bits |= 4;
        if (a <= b) bits |= 8;
        if (!(a > b)) bits |= 16;
        if (!(a <= b)) bits |= 32;
        if (a == b) bits |= 64;
        if (a != b) bits |= 128;
        if (a > b || float.IsNaN(a)) bits |= 256;
        if (!(a < b || a >= b)) bits |= 512;
        bits += a > b ? 1024 : 2048;
        bits += a < b ? 4096 : a >= b ? 8192 : 16384;
        return bits;
    }
}
