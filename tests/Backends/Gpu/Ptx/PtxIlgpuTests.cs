using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>What ILGPU makes of kernels runs as the same C# does; no CUDA device is needed to make it.</summary>
public sealed class PtxIlgpuTests
{
    private static readonly Random Random = new(7);

    private static string Ptx(string kernel, bool grouped = false, params Type[] types)
    {
        var method = typeof(IlgpuKernels).GetMethod(kernel, BindingFlags.Static | BindingFlags.Public)!;
        if (types.Length > 0) method = method.MakeGenericMethod(types);
        using var context = Context.Create(b => b
            .Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive).PTXBackend(PTXBackendMode.Enhanced));
        var architecture = new CudaArchitecture(8, 0);
        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_80, null);
        var entry = grouped ? EntryPointDescription.FromExplicitlyGroupedKernel(method) : EntryPointDescription.FromImplicitlyGroupedKernel(method);
        return ((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly;
    }

    private static float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(Random.NextDouble() * 2 - 1))];

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(257)]
    public void Vector_addition_stops_at_a_ragged_end(int count)
    {
        using var harness = new PtxHarness();
        float[] x = Floats(count), y = Floats(count), z = new float[count];
        harness.Launch(Ptx("Add"), new((count + 63) / 64), new(64), count, harness.View("x", x), harness.View("y", y), harness.View("z", z));
        Assert.Equal(x.Zip(y, (a, b) => a + b), z);
    }

    [Fact]
    public void Generic_kernels_of_three_types()
    {
        using var harness = new PtxHarness();
        float[] x = Floats(50), y = [.. x];
        harness.Launch(Ptx("Relu", types: typeof(float)), new(1), new(64), 50, harness.View("x", x), 0.25f);
        Assert.Equal(y.Select(v => v > 0 ? v : v * 0.25f), x);
        double[] d = [.. y.Select(v => (double)v)];
        harness.Launch(Ptx("Relu", types: typeof(double)), new(1), new(64), 50, harness.View("d", d), 0.25);
        Assert.Equal(y.Select(v => v > 0 ? v : v * 0.25), d);
        int[] i = [.. Enumerable.Range(-25, 50)];
        harness.Launch(Ptx("Relu", types: typeof(int)), new(1), new(64), 50, harness.View("i", i), 3);
        Assert.Equal(Enumerable.Range(-25, 50).Select(v => v > 0 ? v : v * 3), i);
    }

    [Fact]
    public void A_reduction_with_shared_memory_and_barriers_has_no_races()
    {
        using var harness = new PtxHarness { Options = new() { WatchRaces = true, Threads = 2, WorthThreads = 0 } };
        float[] x = Floats(600), sums = new float[3];
        harness.Launch(Ptx("Sum", grouped: true), new(3), new(256), harness.View("x", x), harness.View("sums", sums));
        for (var block = 0; block < 3; block++)
        {
            var tile = new float[256];
            x.Skip(block * 256).Take(256).ToArray().CopyTo(tile, 0);
            for (var step = 128; step > 0; step >>= 1)
                for (var i = 0; i < step; i++) tile[i] += tile[i + step];
            Assert.Equal(tile[0], sums[block]);
        }
    }

    [Fact]
    public void A_reduction_without_its_barrier_is_found_out()
    {
        using var harness = new PtxHarness { Options = new() { WatchRaces = true } };
        var ptx = string.Join('\n', Ptx("Sum", grouped: true).Split('\n').Select(l => l.Contains("bar.sync") ? "" : l));
        var fault = harness.Fault(ptx, new(3), new(256), harness.View("x", Floats(600)), harness.View("sums", new float[3]));
        Assert.Contains(fault.Kind, new[] { PtxFaultKind.DataRace, PtxFaultKind.Uninitialised });
    }

    [Fact]
    public void Shared_memory_whose_size_the_launch_decides()
    {
        using var harness = new PtxHarness();
        double[] x = [.. Enumerable.Range(0, 96).Select(i => (double)i)], wanted = [.. x.Chunk(48).SelectMany(c => c.Reverse())];
        var kernel = PtxKernel.Compile(Ptx("Reverse", grouped: true));
        var parameters = PtxHarness.Bytes(harness.View("x", x));
        var thrown = Assert.Throws<DeviceException>(() => kernel.Launch(harness.Memory, new(2), new(48), parameters, dynamicSharedBytes: 47 * 8));
        Assert.Contains("shared write of 8 bytes at offset 376 of '__dyn_shared_alloca", thrown.Message);
        kernel.Launch(harness.Memory, new(2), new(48), parameters, dynamicSharedBytes: 48 * 8);
        Assert.Equal(wanted, x);
    }

    [Fact]
    public void A_reduction_by_shuffles()
    {
        using var harness = new PtxHarness();
        int[] x = [.. Enumerable.Range(0, 256).Select(_ => Random.Next(1000))], sums = new int[8];
        harness.Launch(Ptx("WarpSum", grouped: true), new(2), new(128), harness.View("x", x), harness.View("sums", sums));
        Assert.Equal(x.Chunk(32).Select(c => c.Sum()), sums);
    }

    [Fact]
    public void Integer_atomics()
    {
        using var harness = new PtxHarness { Options = new() { Threads = 2, WorthThreads = 0 } };
        int[] x = [.. Enumerable.Range(0, 500).Select(_ => Random.Next(1000))], counts = new int[9];
        harness.Launch(Ptx("Histogram"), new(8), new(64), 500, harness.View("x", x), harness.View("counts", counts));
        Assert.Equal([.. Enumerable.Range(0, 8).Select(b => x.Count(v => (v & 7) == b)), x.Max()], counts);
    }

    [Fact]
    public void Double_precision()
    {
        using var harness = new PtxHarness();
        double[] x = [.. Enumerable.Range(-50, 100).Select(i => i * 0.37)], y = new double[100];
        harness.Launch(Ptx("Polynomial"), new(2), new(64), 100, harness.View("x", x), harness.View("y", y), 0.125);
        Assert.Equal(x.Select(v => Math.Sqrt(Math.Abs(v)) / (1 + v * v) - 0.125 * v * Math.Floor(v) + Math.Max(v, -1)), y);
    }

    [Fact]
    public void Integers_of_all_sizes()
    {
        using var harness = new PtxHarness();
        long[] x = [.. Enumerable.Range(0, 100).Select(_ => Random.NextInt64())], wantedX = [.. x];
        uint[] y = new uint[100], wantedY = new uint[100];
        short[] z = [.. Enumerable.Range(-50, 100).Select(i => (short)(i * 300))], wantedZ = [.. z];
        for (var i = 0; i < 100; i++)
        {
            var v = unchecked(x[i] * 2654435761L) >> 7;
            wantedX[i] = v / 3 + v % 7;
            wantedY[i] = unchecked((uint)(v ^ (v >> 32)) * 2654435769u) >> 3;
            wantedZ[i] = unchecked((short)(wantedY[i] - z[i]));
        }
        harness.Launch(Ptx("Integers"), new(2), new(64), 100, harness.View("x", x), harness.View("y", y), harness.View("z", z));
        Assert.Equal(wantedX, x);
        Assert.Equal(wantedY, y);
        Assert.Equal(wantedZ, z);
    }

    [Fact]
    public void A_switch_becomes_a_table_of_labels()
    {
        using var harness = new PtxHarness();
        float[] x = Floats(70), y = [.. x];
        var ptx = Ptx("Switch");
        Assert.Contains("brx.idx", ptx);
        harness.Launch(ptx, new(2), new(64), 70, harness.View("x", x));
        Assert.Equal(y.Select((v, i) => (i & 3) switch { 0 => 1f, 1 => 2f, 2 => v * 2, _ => -v }), x);
    }

    [Fact]
    public void An_undefined_function_is_found_before_anything_runs()
    {
        var ptx = Ptx("Undefined");
        Assert.Contains("FusedMultiplyAdd' is called but nowhere defined", Assert.Single(PtxLint.Check(ptx).Findings).Message);
        Assert.Contains("FusedMultiplyAdd' is called but nowhere defined", Assert.Throws<DeviceException>(() => PtxKernel.Compile(ptx)).Message);
    }

    [Fact]
    public void Local_memory_is_a_finding_and_runs_all_the_same()
    {
        var ptx = Ptx("LocalArray");
        Assert.Contains("16 bytes of local memory", Assert.Single(PtxLint.Check(ptx).Findings).Message);
        using var harness = new PtxHarness();
        float[] x = Floats(40), y = [.. x];
        harness.Launch(ptx, new(1), new(64), 40, harness.View("x", x));
        Assert.Equal(y.Select((v, i) => v * (i & 3)), x);
    }

    [Fact]
    public void Bits_of_floats_and_their_properties()
    {
        using var harness = new PtxHarness();
        float[] x = [1, -2, float.NaN, float.PositiveInfinity, -0f];
        var y = new int[5];
        harness.Launch(Ptx("Bits"), new(1), new(64), 5, harness.View("x", x), harness.View("y", y));
        Assert.Equal(x.Select(v => (BitConverter.SingleToInt32Bits(v) & 0x7FFFFFFF) + (float.IsNaN(v) ? 1 : 0) + (float.IsInfinity(v) ? 2 : 0)), y);
    }

    [Fact]
    public void A_structure_by_value_and_a_loop_with_continue()
    {
        using var harness = new PtxHarness();
        float[] x = Floats(60), y = new float[60];
        var geometry = MemoryMarshal.AsBytes<IlgpuGeometry>([new IlgpuGeometry(20, 3, 0.5, 1, 1)]).ToArray();
        harness.Launch(Ptx("Geometry"), new(1), new(64), 60, harness.View("x", x), harness.View("y", y), geometry);
        for (var i = 0; i < 60; i++)
        {
            var sum = 0f;
            for (var k = 0; k < 3; k++)
                if (i % 20 - 1 + k is >= 0 and < 20 and var at) sum += x[i / 20 * 20 + at] * 0.5f;
            Assert.Equal(sum, y[i]);
        }
    }

    [Fact]
    public void The_large_matrix_product_is_right_has_no_races_and_fits_128_registers()
    {
        const int Size = 128, Depth = 16;
        var ptx = Ptx("MatMul", grouped: true);
        Assert.Contains("ld.global.v4.f32", ptx);
        var report = PtxLint.Check(ptx, maxLiveRegisters: 128);
        Assert.Empty(report.Findings);
        Assert.InRange(report.LiveRegisters, 100, 128);

        using var harness = new PtxHarness { Options = new() { WatchRaces = true } };
        float[] a = Floats(Size * Depth), b = Floats(Depth * Size), c = new float[Size * Size];
        harness.Launch(ptx, new(1), new(256), harness.View("a", a), harness.View("b", b), harness.View("c", c), Size, Depth);
        for (var i = 0; i < Size; i++)
            for (var j = 0; j < Size; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < Depth; k++) sum += (double)a[i * Depth + k] * b[k * Size + j];
                Assert.True(Math.Abs(sum - c[i * Size + j]) < 1e-5, $"c[{i}, {j}] = {c[i * Size + j]} instead of {sum}");
            }
    }
}
