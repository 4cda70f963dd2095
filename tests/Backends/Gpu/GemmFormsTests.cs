using System.Reflection;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends.Gpu;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>Every form of the product's kernel that a call can come to, in every tile that it fits, through the lint.</summary>
/// <remarks>What breaks: a side or a result says that it is lighter than it is, a tile takes it, and no sample has that form.</remarks>
public sealed class GemmFormsTests(ITestOutputHelper output)
{
    private static readonly MethodInfo Launch = typeof(GemmVariant).GetMethods().Single(m => m.Name == nameof(GemmVariant.Launch));

    private static readonly Type[] Accesses = [typeof(Singles), typeof(Quads)];

    private static readonly Type[] AllWindows = [.. typeof(IWindow).Assembly.GetTypes().Where(type => type.IsValueType && type.IsAssignableTo(typeof(IWindow)))];

    [Theory, Trait("Category", "Long")]
    [InlineData(typeof(GpuF32))]
    [InlineData(typeof(GpuF64))]
    public void No_form_has_local_memory_or_too_many_registers(Type lane)
    {
        var forms = Products(lane).Concat(Convolutions(lane)).Concat(WeightGradients(lane)).ToHashSet();
        var linter = new Linter();
        foreach (var (a, b, result) in forms)
            foreach (var variant in GemmVariants.All)
            {
                Type[] types = [a, b, result, lane];
                if (!(bool)typeof(GemmVariant).GetMethod(nameof(GemmVariant.Fits))!.MakeGenericMethod(types).Invoke(variant, [linter])!) continue;
                object[] nothing = [.. types[..3].Select(type => Activator.CreateInstance(type)!)];
                Launch.MakeGenericMethod(types).Invoke(variant, [linter, .. nothing, new GemmSize(1, 1, 1, 1), 1, variant.Depth]);
            }
        output.WriteLine($"{linter.Count} kernels of {forms.Count} forms; most registers: {linter.Most} in {linter.MostIn}");
        Assert.Empty(linter.Complaints);
        Assert.True(linter.Count > forms.Count, $"{linter.Count} kernels of {forms.Count} forms: hardly a tile takes any");
    }

    // Matrices along the depth or along lines, images of a 1×1 window among them, into a matrix or, turned, into one of few columns.
    private static IEnumerable<(Type A, Type B, Type Result)> Products(Type lane)
    {
        Type[] sides = [.. Of(typeof(AlongDepth<,>), Accesses, lane), .. Of(typeof(AlongLines<,>), Accesses, lane)];
        return from a in sides from b in sides from result in Matrices(lane).Append(typeof(TurnedResult<>).MakeGenericType(lane)) select (a, b, result);
    }

    // Weights times what a window sees, into images or into one phase of them.
    private static IEnumerable<(Type A, Type B, Type Result)> Convolutions(Type lane) =>
        from a in Of(typeof(AlongDepth<,>), Accesses, lane)
        from b in Of(typeof(Patches<,>), AllWindows, lane)
        from result in Matrices(lane).Append(typeof(LatticeResult<>).MakeGenericType(lane))
        select (a, b, result);

    // Images, of a batch in runs, times images or what a window sees.
    private static IEnumerable<(Type A, Type B, Type Result)> WeightGradients(Type lane)
    {
        var images = Of(typeof(AlongDepth<,>), [.. Accesses, .. Accesses.Select(access => typeof(InRuns<>).MakeGenericType(access))], lane);
        return from a in images from b in images.Concat(Of(typeof(PatchesByTap<,>), AllWindows, lane)) from result in Matrices(lane) select (a, b, result);
    }

    // Written singly or in quads, a matrix has the same arguments: its singles, more instructions, stand for both.
    private static Type[] Matrices(Type lane) => Of(typeof(MatrixResult<,>), [typeof(Singles)], lane);

    private static Type[] Of(Type side, Type[] arguments, Type lane) => [.. arguments.Select(argument => side.MakeGenericType(argument, lane))];

    /// <summary>Compiles to PTX what is launched, and looks it over.</summary>
    private sealed class Linter() : IdleRuntime(1024, 48 << 10)
    {
        private readonly KernelCompiler _compiler = new("ptx", context => new PTXBackend(context, new CudaCapabilityContext(Sm80), Sm80, CudaInstructionSet.ISA_80, null));

        public List<string> Complaints { get; } = [];

        public int Count { get; private set; }

        public int Most { get; private set; }

        public string MostIn { get; private set; } = "";

        private static CudaArchitecture Sm80 => new(8, 0);

        public override void Launch<K>(in K kernel, Groups groups)
        {
            var report = PtxLint.Check(((PTXCompiledKernel)_compiler.Compile<K>()).PTXAssembly, PtxProgram.MostLiveRegisters);
            Complaints.AddRange(report.Complaints.Select(complaint => $"{KernelName.Of<K>()}: {complaint}"));
            if (report.LiveRegisters > Most) (Most, MostIn) = (report.LiveRegisters, KernelName.Of<K>());
            Count++;
        }
    }
}
