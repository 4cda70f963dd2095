namespace NeuralCore.Backends.Gpu;

/// <summary>Mends what ILGPU 1.5.3 writes wrongly into OpenCL C.</summary>
internal static class OpenClRepair
{
    /// <summary>The text with its barriers fencing shared memory too: without it threads read tiles that are not there yet.</summary>
    public static string Mend(string source) =>
        source.Replace("work_group_barrier ( CLK_GLOBAL_MEM_FENCE )", "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)");
}
