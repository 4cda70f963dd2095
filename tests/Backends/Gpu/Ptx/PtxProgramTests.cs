using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>Whole small programs: memory of every space, loops that diverge, tables, calls, atomics, shuffles, votes, barriers.</summary>
public sealed class PtxProgramTests
{
    private const string Head = """
        .version 8.0
        .target sm_80
        .address_size 64

        """;

    // An entry with one pointer x, the thread's number in %r1 and the address of x's element (4 bytes) in %rd2.
    private static string Entry(string body, string module = "") => Head + module + $$"""
        .visible .entry k(.param .b64 x)
        {
            .reg .pred %p<6>;
            .reg .b16 %h<6>;
            .reg .b32 %r<16>;
            .reg .b64 %rd<16>;
            .reg .f32 %f<9>;
            ld.param.u64 %rd1, [x];
            mov.u32 %r1, %tid.x;
            mul.wide.u32 %rd2, %r1, 4;
            add.u64 %rd2, %rd1, %rd2;
            {{body}}
            ret;
        }
        """;

    private static int[] Run(string body, int threads, int[]? x = null, string module = "", PtxOptions? options = null, int blocks = 1)
    {
        using var harness = new PtxHarness { Options = options ?? new() };
        x ??= new int[threads];
        harness.Launch(Entry(body, module), new(blocks), new(threads), harness.Map("x", x));
        return x;
    }

    [Fact]
    public void Lanes_that_loop_different_times_meet_again()
    {
        // The number of steps of the Collatz sequence.
        var steps = Run("""
            add.u32 %r2, %r1, 1;
            mov.u32 %r3, 0;
            LOOP:
            setp.eq.u32 %p1, %r2, 1;
            @%p1 bra DONE;
            and.b32 %r4, %r2, 1;
            setp.eq.u32 %p2, %r4, 0;
            @%p2 bra EVEN;
            mad.lo.u32 %r2, %r2, 3, 1;
            bra NEXT;
            EVEN:
            shr.u32 %r2, %r2, 1;
            NEXT:
            add.u32 %r3, %r3, 1;
            bra.uni LOOP;
            DONE:
            st.global.u32 [%rd2], %r3;
            """, 70);
        Assert.Equal(Enumerable.Range(1, 70).Select(Collatz), steps);

        static int Collatz(int n)
        {
            var count = 0;
            for (; n != 1; count++) n = n % 2 == 0 ? n / 2 : 3 * n + 1;
            return count;
        }
    }

    [Fact]
    public void Code_laid_out_backwards_gives_the_same()
    {
        var results = Run("""
            and.b32 %r2, %r1, 3;
            setp.eq.u32 %p1, %r2, 0;
            @%p1 bra LATE;
            bra MIDDLE;
            JOIN:
            st.global.u32 [%rd2], %r3;
            ret;
            LATE:
            mov.u32 %r3, 100;
            bra JOIN;
            MIDDLE:
            setp.eq.u32 %p2, %r2, 1;
            mov.u32 %r3, 7;
            @%p2 bra LATE;
            bra JOIN;
            """, 40);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 4 < 2 ? 100 : 7), results);
    }

    [Fact]
    public void A_table_of_labels_sends_each_lane_to_its_own()
    {
        var results = Run("""
            and.b32 %r2, %r1, 3;
            TABLE: .branchtargets A, B, C, D;
            brx.idx.uni %r2, TABLE;
            A: mov.u32 %r3, 5; bra END;
            B: mov.u32 %r3, 6; bra END;
            C: mov.u32 %r3, 7; bra END;
            D: mov.u32 %r3, 8;
            END:
            st.global.u32 [%rd2], %r3;
            """, 33);
        Assert.Equal(Enumerable.Range(0, 33).Select(i => 5 + i % 4), results);
    }

    [Fact]
    public void Calls_have_their_own_registers_and_pass_structures_by_value()
    {
        var results = Run("""
            {
            .param .align 8 .b8 arg[16];
            st.param.b32 [arg], %r1;
            st.param.b32 [arg+8], 10;
            .param .b32 back;
            call.uni (back), twice, (arg);
            ld.param.b32 %r2, [back];
            }
            {
            .param .align 8 .b8 arg[16];
            st.param.b32 [arg], %r2;
            st.param.b32 [arg+8], 100;
            .param .b32 back;
            call.uni (back), twice, (arg);
            ld.param.b32 %r3, [back];
            }
            st.global.u32 [%rd2], %r3;
            """, 40, module: """
            .visible .func (.param .b32 result) twice(.param .align 8 .b8 pair[16]);
            .visible .func (.param .b32 result) twice(.param .align 8 .b8 pair[16])
            {
                .reg .pred %p<2>;
                .reg .b32 %r<4>;
                ld.param.b32 %r1, [pair];
                ld.param.b32 %r2, [pair+8];
                mad.lo.s32 %r3, %r1, 2, %r2;
                setp.lt.s32 %p1, %r1, 20;
                @%p1 bra SMALL;
                st.param.b32 [result], 0;
                ret;
                SMALL:
                st.param.b32 [result], %r3;
                ret;
            }

            """);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => Twice(Twice(i, 10), 100)), results);

        static int Twice(int a, int b) => a < 20 ? 2 * a + b : 0;
    }

    [Fact]
    public void Narrow_loads_extend_and_vectors_move_sixteen_bytes()
    {
        int[] x = [unchecked((int)0x80FF7F01), 2, 3, 4, 0, 0, 0, 0, 0, 0];
        Run("""
            ld.global.s8 %r2, [%rd1+3];
            ld.global.u8 %rd3, [%rd1+3];
            ld.global.s16 %r3, [%rd1+2];
            cvt.u32.u64 %r4, %rd3;
            ld.global.v4.u32 {%r5, %r6, %r7, %r8}, [%rd1];
            ld.global.v2.u64 {%rd4, %rd5}, [%rd1];
            st.global.v4.b32 [%rd1+16], {%r8, %r2, %r3, %r4};
            shr.u64 %rd5, %rd5, 32;
            st.global.v2.b32 [%rd1+32], {%r6, %r7};
            st.global.b8 [%rd1+36], %rd5;
            """, 1, x);
        Assert.Equal([unchecked((int)0x80FF7F01), 2, 3, 4, 4, -128, unchecked((int)0xFFFF80FF), 128, 2, 4], x);
    }

    [Fact]
    public void Constants_globals_and_local_memory_can_be_addressed()
    {
        var results = Run("""
            and.b32 %r2, %r1, 3;
            mul.wide.u32 %rd3, %r2, 4;
            mov.u64 %rd4, table;
            add.u64 %rd4, %rd4, %rd3;
            ld.const.u32 %r3, [%rd4];
            ld.global.u32 %r4, [offset];
            mov.b64 %rd5, depot;
            add.u64 %rd6, %rd5, %rd3;
            st.local.u32 [%rd6], %r1;
            cvta.local.u64 %rd7, %rd6;
            ld.u32 %r5, [%rd7];
            add.u32 %r3, %r3, %r4;
            add.u32 %r3, %r3, %r5;
            st.global.u32 [%rd2], %r3;
            """, 40,
            module: ".const .align 4 .u32 table[4] = {10, 20, 30, 0x28};\n.global .u32 offset = 1000;\n.local .align 4 .b8 depot[16];\n");
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (i % 4 + 1) * 10 + 1000 + i), results);
    }

    // What breaks: a kernel that reads local memory too early gives other results with other numbers of threads.
    [Fact]
    public void Local_memory_does_not_keep_what_another_block_left_there()
    {
        var results = Run("""
            mov.b64 %rd3, depot;
            ld.local.u32 %r2, [%rd3];
            st.local.u32 [%rd3], 7;
            mov.u32 %r3, %ctaid.x;
            mul.wide.u32 %rd4, %r3, 128;
            add.u64 %rd2, %rd2, %rd4;
            st.global.u32 [%rd2], %r2;
            """, 32, new int[32 * 3], module: ".local .align 4 .b8 depot[4];\n", blocks: 3);
        Assert.All(results, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Generic_addresses_reach_shared_and_global_memory()
    {
        var results = Run("""
            mov.b64 %rd3, tile;
            mul.wide.u32 %rd4, %r1, 4;
            add.u64 %rd3, %rd3, %rd4;
            cvta.shared.u64 %rd5, %rd3;
            mul.lo.u32 %r2, %r1, %r1;
            st.u32 [%rd5], %r2;
            cvta.to.shared.u64 %rd6, %rd5;
            ld.shared.u32 %r3, [%rd6];
            cvta.global.u64 %rd7, %rd2;
            st.u32 [%rd7], %r3;
            """, 32, module: ".shared .align 4 .b8 tile[128];\n");
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i * i), results);
    }

    [Fact]
    public void Atomics_count_and_return_the_old_value()
    {
        int[] x = [0, int.MinValue, int.MaxValue, 0, -1, 0, 7, 0, 0, 0];
        using var harness = new PtxHarness();
        harness.Launch(Entry("""
            atom.global.add.u32 %r2, [%rd1], 1;
            red.max.global.s32 [%rd1+4], %r1;
            red.global.min.s32 [%rd1+8], %r1;
            red.or.global.b32 [%rd1+12], %r1;
            red.and.global.b32 [%rd1+16], %r1;
            red.xor.global.b32 [%rd1+20], %r1;
            setp.eq.u32 %p1, %r2, 99;
            @%p1 atom.exch.global.b32 %r3, [%rd1+24], 42;
            @%p1 st.global.u32 [%rd1+28], %r3;
            atom.cas.global.b32 %r4, [%rd1+32], %r1, 5;
            atom.global.inc.u32 %r5, [%rd1+36], 6;
            """), new(2), new(50), harness.Map("x", x));
        Assert.Equal([100, 49, 0, 63, 0, 0, 42, 7, 5, 100 % 7], x);
        float[] f = [0.5f, 0];
        harness.Launch(Entry("red.add.global.f32 [%rd1], 0f3F800000; atom.add.global.f32 %f1, [%rd1+4], 0f40000000;"), new(3), new(40), harness.Map("f", f));
        Assert.Equal([120.5f, 240], f);
    }

    [Fact]
    public void Shuffles_read_their_lane_or_keep_their_own()
    {
        Check("down", "3", "31", i => i + 3 < 32 ? i + 3 : i);
        Check("up", "2", "0", i => i >= 2 ? i - 2 : i);
        Check("bfly", "5", "31", i => i ^ 5);
        Check("idx", "7", "31", _ => 7);
        // Segments of 8 lanes: the mask's upper bits 0b11000 stand from bit 8 on.
        Check("down", "1", "0x181F", i => i % 8 == 7 ? i : i + 1);
        Check("idx", "2", "0x181F", i => i / 8 * 8 + 2);
        Check("up", "1", "0x1800", i => i % 8 == 0 ? i : i - 1);

        static void Check(string mode, string amount, string control, Func<int, int> source) => Assert.Equal(
            Enumerable.Range(0, 64).Select(i => i / 32 * 3200 + source(i % 32) * 100),
            Run($"mul.lo.u32 %r2, %r1, 100; shfl.sync.{mode}.b32 %r3|%p1, %r2, {amount}, {control}, 0xffffffff; st.global.u32 [%rd2], %r3;", 64));
    }

    [Fact]
    public void Lanes_on_two_paths_meet_at_a_shuffle()
    {
        var results = Run("""
            setp.lt.u32 %p1, %r1, 5;
            mov.u32 %r2, 1;
            @%p1 bra MEET;
            mov.u32 %r2, 2;
            MEET:
            shfl.sync.bfly.b32 %r3, %r2, 31, 31, -1;
            st.global.u32 [%rd2], %r3;
            """, 32);
        Assert.Equal(Enumerable.Range(0, 32).Select(i => (i ^ 31) < 5 ? 1 : 2), results);
    }

    [Fact]
    public void Votes_and_reducing_barriers()
    {
        Assert.Equal(Enumerable.Repeat(0x7, 32), Run("setp.lt.u32 %p1, %r1, 3; vote.sync.ballot.b32 %r2, %p1, -1; st.global.u32 [%rd2], %r2;", 32));
        Assert.Equal(Enumerable.Repeat(13, 70), Run("setp.lt.u32 %p1, %r1, 13; bar.red.popc.u32 %r2, 0, %p1; st.global.u32 [%rd2], %r2;", 70));
        Assert.Equal(Enumerable.Repeat(1, 70), Run("setp.lt.u32 %p1, %r1, 70; bar.red.and.pred %p2, 0, %p1; selp.b32 %r2, 1, 0, %p2; st.global.u32 [%rd2], %r2;", 70));
        Assert.Equal(Enumerable.Repeat(0, 70), Run("setp.gt.u32 %p1, %r1, 70; bar.red.or.pred %p2, 0, %p1; selp.b32 %r2, 1, 0, %p2; st.global.u32 [%rd2], %r2;", 70));
    }

    [Fact]
    public void Blocks_have_three_dimensions_and_threads_count_x_first()
    {
        using var harness = new PtxHarness();
        var x = new int[2 * 3 * 2 * 4 * 3 * 2];
        harness.Launch(Head + """
            .visible .entry k(.param .b64 x)
            {
                .reg .b32 %r<20>;
                .reg .b64 %rd<4>;
                mov.u32 %r1, %tid.x; mov.u32 %r2, %tid.y; mov.u32 %r3, %tid.z;
                mov.u32 %r4, %ntid.x; mov.u32 %r5, %ntid.y; mov.u32 %r6, %ntid.z;
                mov.u32 %r7, %ctaid.x; mov.u32 %r8, %ctaid.y; mov.u32 %r9, %ctaid.z;
                mov.u32 %r10, %nctaid.x; mov.u32 %r11, %nctaid.y;
                mad.lo.u32 %r12, %r9, %r11, %r8;
                mad.lo.u32 %r12, %r12, %r10, %r7;
                mad.lo.u32 %r12, %r12, %r6, %r3;
                mad.lo.u32 %r12, %r12, %r5, %r2;
                mad.lo.u32 %r12, %r12, %r4, %r1;
                ld.param.u64 %rd1, [x];
                mul.wide.u32 %rd2, %r12, 4;
                add.u64 %rd1, %rd1, %rd2;
                add.u32 %r13, %r12, 1;
                st.global.u32 [%rd1], %r13;
                ret;
            }
            """, new(2, 3, 2), new(4, 3, 2), harness.Map("x", x));
        Assert.Equal(Enumerable.Range(1, x.Length), x);
    }

    [Fact]
    public void Several_threads_of_the_machine_give_the_same_results_and_the_same_report()
    {
        const string Body = "mov.u32 %r2, %ctaid.x; mul.wide.u32 %rd3, %r2, 256; add.u64 %rd2, %rd2, %rd3; mad.lo.u32 %r3, %r2, 1000, %r1; st.global.u32 [%rd2], %r3;";
        var one = Run(Body, 64, new int[64 * 20], blocks: 20);
        var four = Run(Body, 64, new int[64 * 20], blocks: 20, options: new() { Threads = 4, WorthThreads = 0 });
        Assert.Equal(one, four);
        for (var i = 0; i < 5; i++)
        {
            using var harness = new PtxHarness { Options = new() { Threads = 4, WorthThreads = 0 } };
            var fault = harness.Fault(Entry(Body), new(20), new(64), harness.Map("x", new int[64 * 6 + 10]));
            Assert.Equal((new PtxIndex(6, 0, 0), new PtxIndex(10, 0, 0)), (fault.Block, fault.Thread));
        }
    }

    [Fact]
    public void A_launch_takes_no_memory_for_buffers_that_it_does_not_touch()
    {
        using var harness = new PtxHarness();
        var x = new int[1];
        for (var i = 0; i < 20_000; i++) harness.Memory.Map($"other {i}", 0, 0);
        var (kernel, parameters) = (PtxKernel.Compile(Entry("st.global.u32 [%rd2], 7;")), PtxHarness.Bytes(harness.Map("x", x)));
        kernel.Launch(harness.Memory, new(1), new(1), parameters);
        var before = GC.GetAllocatedBytesForCurrentThread();
        kernel.Launch(harness.Memory, new(1), new(1), parameters);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
        Assert.Equal([7], x);
    }
}
