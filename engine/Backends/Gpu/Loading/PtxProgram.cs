using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Backends.Gpu;

/// <summary>A kernel's PTX, ready to run, and what the lint says of it.</summary>
internal sealed record PtxProgram(string Name, string Text, PtxKernel Kernel, PtxLintReport Lint);
