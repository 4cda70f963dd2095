namespace NeuralCore.Backends.Gpu;

/// <summary>A kernel as a device compiled it.</summary>
/// <param name="Kernel">The kernel's type with its type arguments.</param>
/// <param name="Text">What the device's driver was given: PTX or OpenCL C.</param>
public sealed record GpuProgram(string Kernel, string Text)
{
    /// <summary>How long translating and loading took.</summary>
    public TimeSpan CompileTime { get; init; }

    /// <summary>The registers of 32 bits that the driver gave each thread; null where it doesn't tell.</summary>
    public int? Registers { get; init; }

    /// <summary>The bytes of the device's memory that each thread takes for what found no place in registers; null where the driver doesn't tell.</summary>
    public int? LocalBytes { get; init; }

    /// <summary>The registers of 32 bits that the lint counts as live at once, a lower bound; null where the text is not PTX.</summary>
    public int? LiveRegisters { get; init; }

    /// <summary>What the lint found that a fast kernel must not have: local memory, undefined calls, more than 128 live registers.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
