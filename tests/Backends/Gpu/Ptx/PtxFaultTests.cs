using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>Each thing that a kernel can do wrong is provoked once and reported with line, block and thread.</summary>
public sealed class PtxFaultTests
{
    private static string Entry(string body, string shared = "") => $$"""
        .version 8.0
        .target sm_80
        .address_size 64
        .visible .entry bad(.param .b64 x, .param .b64 y)
        {
            {{shared}}
            .reg .pred %p<4>;
            .reg .b32 %r<9>;
            .reg .b64 %rd<9>;
            ld.param.u64 %rd1, [x];
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %rd2, %r1, 4;
            add.u64 %rd3, %rd1, %rd2;
            {{body}}
            ret;
        }
        """;

    private static PtxFault Fault(string body, int threads = 64, string shared = "", PtxOptions? options = null, int length = 64)
    {
        using var harness = new PtxHarness { Options = options ?? new() };
        return harness.Fault(Entry(body, shared), new(2), new(threads), harness.Map("input", new int[length]), harness.Map("other", new int[length]));
    }

    [Fact]
    public void Reading_beyond_a_buffer_names_it_and_the_offset()
    {
        var fault = Fault("ld.global.u32 %r2, [%rd3];", length: 40);
        Assert.Equal((PtxFaultKind.OutOfBounds, "bad", new PtxIndex(0, 0, 0), new PtxIndex(40, 0, 0)), (fault.Kind, fault.Kernel, fault.Block, fault.Thread));
        Assert.Contains("global read of 4 bytes at offset 160 of buffer 'input' (160 bytes)", fault.Message);
        Assert.Equal("ld.global.u32 %r2, [%rd3];", fault.Text);
    }

    [Fact]
    public void Writing_before_a_buffer_is_told_as_a_negative_offset()
    {
        var fault = Fault("st.global.u32 [%rd3+-8], %r1;");
        Assert.Equal(PtxFaultKind.OutOfBounds, fault.Kind);
        Assert.Contains("global write of 4 bytes at offset -8 of buffer 'input'", fault.Message);
    }

    [Fact]
    public void An_access_across_the_end_or_at_null_or_after_unmapping()
    {
        Assert.Contains("offset 252 of buffer 'input'", Fault("ld.global.v2.u32 {%r2, %r3}, [%rd1+252];").Message);
        Assert.Contains("near null", Fault("mov.u64 %rd4, 16; ld.global.u32 %r2, [%rd4];").Message);
        using var harness = new PtxHarness();
        var address = harness.Map("gone", new int[64]);
        harness.Memory.Unmap(address);
        Assert.Contains("gone (unmapped)", harness.Fault(Entry("ld.global.u32 %r2, [%rd3];"), new(1), new(1), address, 0ul).Message);
    }

    [Fact]
    public void Alignment_is_that_of_the_whole_access()
    {
        Assert.Contains("offset 2 of buffer 'input'", Fault("ld.global.u32 %r2, [%rd1+2];").Message);
        var vector = Fault("ld.global.v4.u32 {%r2, %r3, %r4, %r5}, [%rd1+8];");
        Assert.Equal(PtxFaultKind.Misaligned, vector.Kind);
        Assert.Contains("multiple of 16", vector.Message);
    }

    [Fact]
    public void Shared_memory_has_bounds_and_must_be_written_first()
    {
        const string Shared = ".shared .align 4 .b8 first[64]; .shared .align 4 .b8 second[64];";
        var beyond = Fault("mov.u64 %rd4, first; add.u64 %rd4, %rd4, %rd2; st.shared.u32 [%rd4], %r1; ld.shared.u32 %r2, [%rd4+64];", 1, Shared);
        Assert.Equal(PtxFaultKind.Uninitialised, beyond.Kind);
        Assert.Contains("offset 64 of 'first' (64 bytes)", beyond.Message);
        var outside = Fault("mov.u64 %rd4, second; st.shared.u32 [%rd4+4096], %r1;", 1, Shared);
        Assert.Equal(PtxFaultKind.OutOfBounds, outside.Kind);
        var unwritten = Fault("mov.u64 %rd4, second; st.shared.u32 [%rd4], %r1; ld.shared.u32 %r2, [%rd4]; ld.shared.u32 %r2, [%rd4+4];", 1, Shared);
        Assert.Contains("4 bytes at offset 4 of 'second' (64 bytes) comes before any write there", unwritten.Message);
    }

    [Fact]
    public void A_barrier_that_some_threads_do_not_reach()
    {
        var left = Fault("setp.gt.u32 %p1, %r1, 40; @%p1 ret; bar.sync 0;");
        Assert.Equal((PtxFaultKind.DivergentBarrier, new PtxIndex(41, 0, 0)), (left.Kind, left.Thread));
        Assert.Contains("thread (41, 0, 0) has left the kernel", left.Message);
        var other = Fault("setp.gt.u32 %p1, %r1, 31; @%p1 bra B; bar.sync 0; bra E; B: bar.sync 0; E:");
        Assert.Contains("waits at the barrier of line", other.Message);
        var same = Fault("setp.gt.u32 %p1, %r1, 3;\n@%p1 bra B;\nbar.sync 0;\nbra E;\nB: bar.sync 0;\nE:", 8);
        Assert.Contains("of its warp waits at the barrier of line", same.Message);
    }

    [Fact]
    public void A_shuffle_that_its_lanes_do_not_reach()
    {
        var fault = Fault("setp.gt.u32 %p1, %r1, 3; @%p1 bra E; shfl.sync.down.b32 %r2, %r1, 1, 31, -1; E: bar.sync 0;", 32);
        Assert.Equal(PtxFaultKind.DivergentWarp, fault.Kind);
        Assert.Contains("waits for its whole warp", fault.Message);
        Assert.Contains("member mask", Fault("shfl.sync.down.b32 %r2, %r1, 1, 31, 1;", 2).Message);
    }

    [Fact]
    public void Lanes_that_left_are_not_waited_for_by_a_shuffle()
    {
        using var harness = new PtxHarness();
        var x = new int[64];
        harness.Launch(Entry("setp.gt.u32 %p1, %r1, 3; @!%p1 bra S; ret; S: shfl.sync.idx.b32 %r2, %r1, 2, 31, -1; st.global.u32 [%rd3], %r2;"),
            new(1), new(32), harness.Map("x", x), 0ul);
        Assert.Equal([2, 2, 2, 2, 0], x[..5]);
    }

    [Fact]
    public void Races_in_shared_memory_are_found_when_asked_for()
    {
        const string Shared = ".shared .align 4 .b8 tile[256];";
        const string Body = "mov.u64 %rd4, tile; add.u64 %rd5, %rd4, %rd2; st.shared.u32 [%rd5], %r1;{0} ld.shared.u32 %r2, [%rd4];";
        var options = new PtxOptions { WatchRaces = true };
        var race = Fault(Body.Replace("{0}", ""), 64, Shared, options);
        Assert.Equal((PtxFaultKind.DataRace, new PtxIndex(1, 0, 0)), (race.Kind, race.Thread));
        Assert.Contains("at offset 0 of 'tile' (256 bytes) races with thread (0, 0, 0)", race.Message);
        foreach (var (barrier, threads) in new[] { (" bar.sync 0;", 64), (" bar.warp.sync -1;", 32) })
        {
            using var harness = new PtxHarness { Options = options };
            harness.Launch(Entry(Body.Replace("{0}", barrier), Shared), new(1), new(threads), harness.Map("x", new int[64]), 0ul);
        }
    }

    [Fact]
    public void Atomics_on_shared_memory_do_not_race_with_each_other()
    {
        const string Shared = ".shared .align 4 .b8 sum[4];";
        const string Body = """
            mov.u64 %rd4, sum;
            setp.eq.u32 %p1, %r1, 0;
            @%p1 st.shared.u32 [%rd4], 0;
            bar.sync 0;
            red.add.shared.u32 [%rd4], %r1;
            bar.sync 0;
            ld.shared.u32 %r2, [%rd4];
            st.global.u32 [%rd3], %r2;
            """;
        var x = new int[64];
        using var harness = new PtxHarness { Options = new() { WatchRaces = true } };
        harness.Launch(Entry(Body, Shared), new(1), new(64), harness.Map("x", x), 0ul);
        Assert.All(x, v => Assert.Equal(64 * 63 / 2, v));
    }

    [Fact]
    public void A_loop_without_end_and_a_jump_beyond_its_table_stop()
    {
        var runaway = Fault("L: add.u32 %r2, %r2, 1; bra L;", 32, options: new() { MaxInstructionsPerWarp = 10_000 });
        Assert.Equal(PtxFaultKind.Runaway, runaway.Kind);
        var beyond = Fault("T: .branchtargets A, B; brx.idx %r1, T; A: B:", 3);
        Assert.Equal((PtxFaultKind.Trap, new PtxIndex(2, 0, 0)), (beyond.Kind, beyond.Thread));
        Assert.Equal(PtxFaultKind.Trap, Fault("trap;").Kind);
    }

    [Theory]
    [InlineData("frob.s32 %r1, %r2;", "instruction 'frob' is not known")]
    [InlineData("add.cc.s32 %r1, %r2, %r3;", "modifier '.cc' is not known here")]
    [InlineData("add.s32.x %r1, %r2, %r3;", "modifier '.x' is not known here")]
    [InlineData("add.s32 %r1, %r2;", "3 operands are expected, 2 are given")]
    [InlineData("add.s32 %r1, %r2, %rd3;", "register '%rd3' of .b64 does not fit .s32")]
    [InlineData("add.s32 %r1, %r2, %r99;", "register '%r99' is neither declared nor a known special register")]
    [InlineData("mov.u32 %r1, %clock;", "'%clock' is neither declared nor a known special register")]
    [InlineData("bra NOWHERE;", "label 'NOWHERE' does not exist")]
    [InlineData("call.uni sqrt, (x);", "function 'sqrt' is called but nowhere defined")]
    [InlineData("cvt.f32.f64 %r1, %rd1;", "a rounding ('.rn', '.rz', '.rm', '.rp') is missing")]
    [InlineData("ld.shared.u32 %r1, [nothing];", "'nothing' is not a variable")]
    public void What_is_not_known_is_named_with_its_line(string instruction, string message)
    {
        var text = Entry("\n" + instruction);
        var line = Array.FindIndex(text.Split('\n'), l => l.Trim() == instruction) + 1;
        var thrown = Assert.Throws<DeviceException>(() => PtxKernel.Compile(text));
        Assert.Contains(message, thrown.Message);
        Assert.Contains($"kernel bad, PTX line {line}, '{instruction.Split(' ')[0].TrimEnd(';')}'", thrown.Message);
    }

    [Fact]
    public void A_launch_that_does_not_fit_is_refused()
    {
        using var harness = new PtxHarness();
        Assert.Contains("8 bytes of parameters are given, 16 are declared",
            Assert.Throws<DeviceException>(() => harness.Launch(Entry(""), new(1), new(1), 0ul)).Message);
        Assert.Contains("1 to 1024 threads", Assert.Throws<DeviceException>(() => harness.Launch(Entry(""), new(1), new(1025), 0ul, 0ul)).Message);
        Assert.Contains("more than the 49152 of a block",
            Assert.Throws<DeviceException>(() => harness.Launch(Entry("", ".shared .b8 huge[50000];"), new(1), new(1), 0ul, 0ul)).Message);
    }
}
