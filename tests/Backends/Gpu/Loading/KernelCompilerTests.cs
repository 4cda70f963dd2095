using System.Text.RegularExpressions;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu.Loading;

/// <summary>What is compiled for CUDA is what was proven: a kernel has one text, whatever was compiled before it.</summary>
public sealed partial class KernelCompilerTests
{
    private static readonly CudaArchitecture Sm80 = new(8, 0);

    [Fact]
    public void The_text_of_a_kernel_does_not_depend_on_those_before_it()
    {
        var (one, other) = (Compiler(), Compiler());
        string[] forwards = [Text<BroadcastZipKernel<MaximumOp.Larger, GpuF32>>(one), Text<ReduceKernel<Sum, LineWalk, GpuF32>>(one), Text<BroadcastZipKernel<CompareOp.Greater, GpuF32>>(one)];
        string[] backwards = [Text<BroadcastZipKernel<CompareOp.Greater, GpuF32>>(other), Text<ReduceKernel<Sum, LineWalk, GpuF32>>(other), Text<BroadcastZipKernel<MaximumOp.Larger, GpuF32>>(other)];
        Assert.Equal(forwards, backwards.Reverse());
    }

    private static KernelCompiler Compiler() =>
        new("ptx", context => new PTXBackend(context, new CudaCapabilityContext(Sm80), Sm80, CudaInstructionSet.ISA_80, null));

    private static string Text<K>(KernelCompiler compiler) where K : struct, IKernel =>
        Number().Replace(((PTXCompiledKernel)compiler.Compile<K>()).PTXAssembly, "");

    // ILGPU numbers kernels and blocks on through all that a process compiles.
    [GeneratedRegex(@"(?<=_kernel_|L_)\d+")]
    private static partial Regex Number();
}
