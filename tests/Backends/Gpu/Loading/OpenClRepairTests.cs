using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

public class OpenClRepairTests
{
    [Fact]
    public void A_barrier_fences_shared_memory_too()
    {
        var source = OpenClRepair.Mend("\t*var6 =  var14;\n\t work_group_barrier ( CLK_GLOBAL_MEM_FENCE );\n");
        Assert.Contains("barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);", source);
        Assert.Null(OpenClCheck.Fault(source));
    }

    [Theory]
    [InlineData("\t work_group_barrier ( CLK_LOCAL_MEM_FENCE );", "a barrier")]
    [InlineData("typedef float* type_7;", "a pointer without an address space")]
    [InlineData("typedef struct type_3* type_7;", "a pointer without an address space")]
    [InlineData("void f(__generic float* x)", "a pointer without an address space")]
    [InlineData("var7 =  as_float (var3);\n\tvar9 = atomic_compare_exchange_strong ((atomic_uint*)var1, (uint*) & var2, (uint)var3);", "a floating number atomically")]
    public void What_is_unsafe_in_a_text_is_found(string source, string words) => Assert.Contains(words, OpenClCheck.Fault(source));

    [Theory]
    [InlineData("typedef global float* type_2755;\ntypedef local float* type_128;\ntypedef private int* type_9;")]
    [InlineData("var9 = atomic_compare_exchange_strong ((atomic_uint*)var1, (uint*) & var2, (uint)var3);")]
    [InlineData("kernel void Kernel_Run(\n\tglobal float* view_0,\n\tstruct type_2758_kernel var0)")]
    public void What_ILGPU_writes_for_sound_kernels_passes(string source) => Assert.Null(OpenClCheck.Fault(source));
}
