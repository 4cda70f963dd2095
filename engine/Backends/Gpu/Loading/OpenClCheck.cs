using System.Text.RegularExpressions;

namespace NeuralCore.Backends.Gpu;

/// <summary>What must not be left in OpenCL C after <see cref="OpenClRepair"/>.</summary>
internal static partial class OpenClCheck
{
    /// <summary>What is wrong with a kernel's text, or null.</summary>
    public static string? Fault(string source)
    {
        if (GenericPointer().Match(source) is { Success: true } pointer)
            return $"a pointer without an address space is left in its OpenCL C ('{pointer.Value.Trim()}'); a method was not inlined, or a local struct's address was taken";
        if (source.Contains("work_group_barrier")) return "a barrier is left in its OpenCL C that does not fence shared memory";
        if (FloatExchange().IsMatch(source)) return "it changes a floating number atomically, which on OpenCL never ends on NaN; sum in shared memory instead";
        return null;
    }

    [GeneratedRegex(@"\b__?generic\b|\bgeneric\b|^\s*typedef\s+(?!(global|local|private|constant|__global|__local|__private|__constant)\b)[\w ]+\*.*$", RegexOptions.Multiline)]
    private static partial Regex GenericPointer();

    // ILGPU's loop around a compare-and-exchange for what has no atomic of its own.
    [GeneratedRegex(@"as_(float|double)\b[\s\S]{0,400}atomic_compare_exchange|atomic_compare_exchange[\s\S]{0,400}as_(float|double)\b")]
    private static partial Regex FloatExchange();
}
