using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Backends.Gpu;

/// <summary>A kernel's PTX, ready to run, and what the lint says of it.</summary>
internal sealed record PtxProgram(Type Type, string Text, PtxKernel Kernel, PtxLintReport Lint, TimeSpan CompileTime)
{
    /// <summary>The most registers of 32 bits that may be live at once: with more, too few groups share a multiprocessor.</summary>
    public const int MostLiveRegisters = 128;

    /// <summary>The kernel's name in messages.</summary>
    public string Name => KernelName.Of(Type);

    /// <summary>What is told of it outside.</summary>
    public GpuProgram Told => Linted(new(Name, Text) { CompileTime = CompileTime }, Lint);

    /// <summary>A program in PTX with what the lint says of it.</summary>
    public static GpuProgram Linted(GpuProgram program, PtxLintReport lint) =>
        program with { LiveRegisters = lint.LiveRegisters, Findings = [.. lint.Complaints] };
}
