using System.Reflection;
using ILGPU.Backends.OpenCL;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Memory;
using NeuralCore.Ops;
using NeuralCore.Tests.Backends.Cpu;
using NeuralCore.Tests.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>No primitive is left without a kernel, and no kernel without a run on the ptx device, where every check is.</summary>
public sealed class KernelCoverageTests(ITestOutputHelper output)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo Compile = typeof(KernelCompiler).GetMethod(nameof(KernelCompiler.Compile))!;

    [Fact]
    public void Every_primitive_is_written()
    {
        var stubs = typeof(GpuBackend<>).GetMethods(Declared).Where(IsStub).Select(method => method.Name);
        Assert.Empty(stubs);
    }

    [Fact]
    public void Every_kernel_runs_in_float_and_in_double()
    {
        var programs = RunOnPtx(ElementType.Float32, ElementType.Float64);
        output.WriteLine($"{programs.Count} kernels without complaint of the lint; most 32-bit registers live at once: {Most(typeof(GpuF32), "float")}, {Most(typeof(GpuF64), "double")}");
        Assert.All(programs, program => Assert.Empty(program.Lint.Complaints));
        var run = programs.Select(program => program.Type).ToArray();
        var missing = typeof(Tensor).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IKernel)))
            .SelectMany(kernel => Forms(kernel).Where(form => !run.Any(program => IsOf(program, kernel, form))).Select(form => $"{KernelName.Of(kernel)} in {form?.Name ?? "any form"}"));
        Assert.Empty(missing);

        string Most(Type lane, string type) =>
            programs.Where(program => program.Type.GetGenericArguments().Contains(lane)).MaxBy(program => program.Lint.LiveRegisters) is { } most
                ? $"{most.Lint.LiveRegisters} in {type} ({most.Name})" : $"none in {type}";
    }

    // What breaks: a device without cl_khr_fp64 meets a kernel that it refuses.
    [Fact, Trait("Category", "Long")]
    public void Every_float_kernel_can_be_written_without_a_double()
    {
        DevicesUnderTest.Get("opencl");
        var device = OpenClDiscovery.Devices[0];
        var compiler = new KernelCompiler("opencl", context => new CLBackend(context, device.Capabilities, device.Vendor, device.CLStdVersion));
        var kernels = RunOnPtx(ElementType.Float32).Select(program => program.Type).Where(kernel => kernel.GenericTypeArguments.Contains(typeof(GpuF32))).ToArray();
        Assert.True(kernels.Length > 100);
        Assert.All(kernels, kernel =>
        {
            var text = OpenClSingles.Mend(((CLCompiledKernel)Compile.MakeGenericMethod(kernel).Invoke(compiler, null)!).Source);
            // A conversion's other type is what it is there for.
            if (!kernel.GenericTypeArguments.Contains(typeof(double))) Assert.Null(OpenClSingles.Fault(text));
        });
    }

    // The kernels that ran on the ptx device so far.
    private static IReadOnlyList<PtxProgram> RunOnPtx(params ElementType[] types)
    {
        var device = DevicesUnderTest.Get("ptx");
        foreach (var sample in OpRegistry.All.SelectMany(info => info.Samples))
            foreach (var type in types) SampleRun.On(sample, device, type);
        foreach (var type in types) RunBeyondOps(device.Backend(type));
        return ((PtxRuntime)GpuDevices.Runtime(device)).Programs;
    }

    // What the samples do not reach: optimizers, operands that broadcast by threes, sums so long that they are cut, matrices of
    // some size, places that overlap, statistics in parts, many positions.
    private static void RunBeyondOps(Backend backend)
    {
        View Filled(Shape shape)
        {
            var view = new View(backend.Allocate(backend.Type, shape.Count), 0, shape);
            backend.Fill(view, 0.5);
            return view;
        }

        var (x, y, row) = (Filled([40, 50]), Filled([40, 50]), Filled([50]));
        backend.Zip(new PickWeighted(), x, x, x, y);
        backend.Zip(new PickWeighted(), x, row, x, y);
        backend.MatMul(x, x, Filled([1]), new(1, 1, 1, 2000));
        foreach (var variant in GemmVariants.All)
        {
            GemmVariants.Forced = variant;
            backend.MatMul(x, x, Filled([40, 40]), new(1, 40, 40, 50, TransposeB: true));
            GemmVariants.Forced = null;
        }
        backend.Update(new PlainStep(), x, y, null, null, null);
        backend.Update(new PlainStep(), [new(x, y)]);
        backend.CopyStrided(x, y, new([50, 40], 0, new([1, 50]), 0, new([40, 1])));
        backend.CopyStrided(x, y, new([50, 40], 0, new([1, 50]), 0, new([40, 1])), accumulate: true);
        backend.CopyStrided(x, y, new([4, 5], 0, new([5, 1]), 0, new([2, 1])), accumulate: true);
        backend.Moments(Filled([3, 1, 3000]), Filled([1]), Filled([1]), NormGeometry.Batch([3, 1, 3000]));

        long[] positions = [.. Enumerable.Range(0, 1000).Select(i => i * 7L % 300)];
        var index = new View(backend.Allocate(ElementType.Int64, positions.Length), 0, new Shape(positions.Length));
        backend.Upload<long>(positions, index);
        backend.IndexAdd(Filled([1000, 4]), index, Filled([300, 4]), new(1, 300, 4));
    }

    // A method that consists of: new SomeException(); throw.
    private static bool IsStub(MethodInfo method) => method.GetMethodBody()?.GetILAsByteArray() is [0x73, _, _, _, _, 0x7A];

    // A kernel in lanes is run in both; one that moves bytes or integers, as it is.
    private static Type?[] Forms(Type kernel) => kernel.GetGenericArguments().Any(IsLane) ? [typeof(GpuF32), typeof(GpuF64)] : [null];

    private static bool IsLane(Type parameter) =>
        parameter.GetGenericParameterConstraints().Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == typeof(ILane<>));

    private static bool IsOf(Type program, Type kernel, Type? lane) => kernel.IsGenericType
        ? program.IsGenericType && program.GetGenericTypeDefinition() == kernel && (lane is null || program.GetGenericArguments().Contains(lane))
        : program == kernel;
}
