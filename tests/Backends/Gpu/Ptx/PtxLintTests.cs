using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>The lint's findings on small texts; that of the large kernel stands with the kernels.</summary>
public sealed class PtxLintTests
{
    private const string Text = """
        .version 8.0
        .target sm_80
        .address_size 64
        .visible .func missing(.param .b32 a);
        .visible .entry k(.param .b64 x)
        {
            .local .align 4 .b8 depot[32];
            .reg .pred %p<2>;
            .reg .b32 %r<5>;
            .reg .b64 %rd<3>;
            ld.param.u64 %rd1, [x];
            ld.global.u32 %r1, [%rd1];
            ld.global.u32 %r2, [%rd1+4];
            setp.lt.u32 %p1, %r1, %r2;
            LOOP:
            add.u32 %r3, %r1, %r2;
            @%p1 bra LOOP;
            st.global.u32 [%rd1], %r3;
            { .param .b32 p; st.param.b32 [p], %r4; call.uni missing, (p); }
            ret;
        }
        """;

    [Fact]
    public void Local_memory_undefined_calls_and_registers_are_counted()
    {
        var report = PtxLint.Check(Text, maxLiveRegisters: 4);
        // x (two), a, b, the sum, and %r4, which nothing writes: before the jump all are needed.
        Assert.Equal(6, report.LiveRegisters);
        Assert.Equal(1, report.LivePredicates);
        Assert.Equal("@%p1 bra LOOP;", report.Text);
        Assert.Equal(["%r4"], report.ReadBeforeWritten);
        Assert.Equal(3, report.Findings.Count);
        Assert.Contains("32 bytes of local memory 'depot'", report.Findings[0].ToString());
        Assert.Contains("function 'missing' is called but nowhere defined", report.Findings[1].ToString());
        Assert.Contains("6 registers of 32 bits are live here, 4 are allowed", report.Findings[2].ToString());
        Assert.All(report.Findings, f => Assert.Equal(Text.Split('\n')[f.Line - 1].Trim(), f.Text));
    }
}
