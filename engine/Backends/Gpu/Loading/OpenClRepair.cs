namespace NeuralCore.Backends.Gpu;

/// <summary>Mends what ILGPU 1.5.3 writes wrongly into OpenCL C.</summary>
internal static class OpenClRepair
{
    // It writes −1 as 18446744073709551615, of which clang would warn at every place, and PoCL tell the number of warnings on stderr.
    private const string Quiet =
        """
        #ifdef __clang__
        #pragma clang diagnostic ignored "-Wconstant-conversion"
        #endif

        """;

    /// <summary>The text with its barriers fencing shared memory too: without it threads read tiles that are not there yet.</summary>
    public static string Mend(string source) =>
        Quiet.ReplaceLineEndings("\n") + source.Replace("work_group_barrier ( CLK_GLOBAL_MEM_FENCE )", "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)");
}
