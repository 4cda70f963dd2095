using System.Numerics;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>Integer arithmetic and bits against C#, at the edges of the ranges.</summary>
public sealed class PtxIntegerTests
{
    private static readonly int[] A = [0, 1, -1, 7, -7, int.MaxValue, int.MinValue, int.MinValue, 123456789, 1 << 30];
    private static readonly int[] B = [0, 2, 3, -2, 2, 1, -1, 1, -987654321, 1 << 30];
    private static readonly long[] LongA = [0, 1, -1, 7, -7, long.MaxValue, long.MinValue, long.MinValue, 123456789012345678, 1L << 62];
    private static readonly long[] LongB = [0, 2, 3, -2, 2, 1, -1, 1, -987654321098765432, 1L << 62];

    [Fact]
    public void Sums_differences_and_products_wrap()
    {
        Same("add.s32 %d0, %a0, %b0;", (a, b) => a + b);
        Same("sub.s32 %d0, %a0, %b0;", (a, b) => a - b);
        Same("mul.lo.s32 %d0, %a0, %b0;", (a, b) => a * b);
        Same("mad.lo.s32 %d0, %a0, %b0, %a0;", (a, b) => a * b + a);
        SameLong("add.u64 %d0, %a0, %b0;", (a, b) => a + b);
        SameLong("sub.s64 %d0, %a0, %b0;", (a, b) => a - b);
        SameLong("mul.lo.s64 %d0, %a0, %b0;", (a, b) => a * b);
        SameLong("mad.lo.u64 %d0, %a0, %b0, %b0;", (a, b) => a * b + b);
    }

    [Fact]
    public void Saturating_sums_stop_at_the_ends()
    {
        Same("add.sat.s32 %d0, %a0, %b0;", (a, b) => (int)Math.Clamp((long)a + b, int.MinValue, int.MaxValue));
        Same("sub.sat.s32 %d0, %a0, %b0;", (a, b) => (int)Math.Clamp((long)a - b, int.MinValue, int.MaxValue));
    }

    [Fact]
    public void The_upper_half_of_a_product_and_the_whole()
    {
        Same("mul.hi.s32 %d0, %a0, %b0;", (a, b) => (int)((long)a * b >> 32));
        Same("mul.hi.u32 %d0, %a0, %b0;", (a, b) => (int)((ulong)(uint)a * (uint)b >> 32));
        Same("mad.hi.s32 %d0, %a0, %b0, %a0;", (a, b) => (int)((long)a * b >> 32) + a);
        SameLong("mul.hi.s64 %d0, %a0, %b0;", (a, b) => (long)((Int128)a * b >> 64));
        SameLong("mul.hi.u64 %d0, %a0, %b0;", (a, b) => (long)((UInt128)(ulong)a * (ulong)b >> 64));
        Assert.Equal(A.Zip(B, (a, b) => (long)a * b), PtxHarness.Run<int, long>("mul.wide.s32 %d0, %a0, %b0;", ".b64", ".b32", A, B));
        Assert.Equal(A.Zip(B, (a, b) => (long)((ulong)(uint)a * (uint)b)), PtxHarness.Run<int, long>("mul.wide.u32 %d0, %a0, %b0;", ".b64", ".b32", A, B));
        Assert.Equal(A.Zip(B, (a, b) => (long)a * b + a),
            PtxHarness.Run<int, long>("cvt.s64.s32 %rd8, %a0; mad.wide.s32 %d0, %a0, %b0, %rd8;", ".b64", ".b32", A, B));
    }

    [Fact]
    public void Division_truncates_and_by_zero_gives_all_bits_and_the_dividend()
    {
        Same("div.s32 %d0, %a0, %b0;", (a, b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b);
        Same("rem.s32 %d0, %a0, %b0;", (a, b) => b == 0 ? a : b == -1 ? 0 : a % b);
        Same("div.u32 %d0, %a0, %b0;", (a, b) => b == 0 ? -1 : (int)((uint)a / (uint)b));
        Same("rem.u32 %d0, %a0, %b0;", (a, b) => b == 0 ? a : (int)((uint)a % (uint)b));
        SameLong("div.s64 %d0, %a0, %b0;", (a, b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b);
        SameLong("rem.u64 %d0, %a0, %b0;", (a, b) => b == 0 ? a : (long)((ulong)a % (ulong)b));
    }

    [Fact]
    public void Least_greatest_negative_and_absolute()
    {
        Same("min.s32 %d0, %a0, %b0;", Math.Min);
        Same("max.u32 %d0, %a0, %b0;", (a, b) => (int)Math.Max((uint)a, (uint)b));
        SameLong("max.s64 %d0, %a0, %b0;", Math.Max);
        SameLong("min.u64 %d0, %a0, %b0;", (a, b) => (long)Math.Min((ulong)a, (ulong)b));
        Same("neg.s32 %d0, %a0;", (a, _) => unchecked(-a));
        Same("abs.s32 %d0, %a0;", (a, _) => a == int.MinValue ? a : Math.Abs(a));
        SameLong("abs.s64 %d0, %a0;", (a, _) => a == long.MinValue ? a : Math.Abs(a));
    }

    [Fact]
    public void Sixteen_bits_stay_sixteen_bits()
    {
        short[] a = [short.MaxValue, -1, short.MinValue, 300], b = [1, 2, -1, 300];
        Assert.Equal(a.Zip(b, (x, y) => (short)(x + y)), PtxHarness.Run<short, short>("add.s16 %d0, %a0, %b0;", ".b16", ".b16", a, b));
        Assert.Equal(a.Zip(b, (x, y) => (short)(x * y)), PtxHarness.Run<short, short>("mul.lo.s16 %d0, %a0, %b0;", ".b16", ".b16", a, b));
        Assert.Equal(a.Zip(b, Math.Min), PtxHarness.Run<short, short>("min.s16 %d0, %a0, %b0;", ".b16", ".b16", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x * y), PtxHarness.Run<short, int>("mul.wide.s16 %d0, %a0, %b0;", ".b32", ".b16", a, b));
        Assert.Equal(a.Zip(b, (x, _) => (short)(x >> 3)), PtxHarness.Run<short, short>("shr.s16 %d0, %a0, 3;", ".b16", ".b16", a, b));
    }

    [Fact]
    public void Logic_on_bits_and_predicates()
    {
        Same("and.b32 %d0, %a0, %b0;", (a, b) => a & b);
        Same("or.b32 %d0, %a0, %b0;", (a, b) => a | b);
        SameLong("xor.b64 %d0, %a0, %b0;", (a, b) => a ^ b);
        Same("not.b32 %d0, %a0;", (a, _) => ~a);
        Same("lop3.b32 %d0, %a0, %b0, %r1, 0x80;", (a, b, lane) => a & b & lane);
        Same("setp.lt.s32 %p1, %a0, %b0; setp.gt.s32 %p2, %a0, 0; and.pred %p3, %p1, %p2; not.pred %p4, %p3; selp.b32 %d0, 3, 4, %p4;",
            (a, b) => a < b && a > 0 ? 4 : 3);
        Same("mov.pred %p1, 1; xor.pred %p2, %p1, %p1; or.pred %p3, %p2, %p1; selp.b32 %d0, 1, 2, %p3;", (_, _) => 1);
    }

    [Fact]
    public void Shifts_are_clamped_to_the_width()
    {
        int[] amounts = [0, 1, 31, 32, 33, 255, -1, 5, 16, 64];
        Assert.Equal(A.Zip(amounts, (a, s) => (uint)s > 31 ? 0 : a << s), PtxHarness.Run<int, int>("shl.b32 %d0, %a0, %b0;", ".b32", ".b32", A, amounts));
        Assert.Equal(A.Zip(amounts, (a, s) => a >> (int)Math.Min((uint)s, 31)), PtxHarness.Run<int, int>("shr.s32 %d0, %a0, %b0;", ".b32", ".b32", A, amounts));
        Assert.Equal(A.Zip(amounts, (a, s) => (uint)s > 31 ? 0 : a >>> s), PtxHarness.Run<int, int>("shr.u32 %d0, %a0, %b0;", ".b32", ".b32", A, amounts));
        Assert.Equal(LongA.Zip(amounts, (a, s) => a >> (int)Math.Min((uint)s, 63)),
            PtxHarness.Run<long, int, long>("shr.s64 %d0, %a0, %c0;", ".b64", ".b64", ".b32", LongA, null, amounts));
        Assert.Equal(LongA.Zip(amounts, (a, s) => (uint)s > 63 ? 0 : a << s),
            PtxHarness.Run<long, int, long>("shl.b64 %d0, %a0, %c0;", ".b64", ".b64", ".b32", LongA, null, amounts));
    }

    [Fact]
    public void Funnel_shifts_and_fields()
    {
        int[] amounts = [0, 1, 31, 32, 33, 63, 4, 5, 16, 8];
        Equal3("shf.l.wrap.b32 %d0, %a0, %b0, %c0;", (a, b, s) => (uint)((((ulong)b << 32 | a) << (int)(s & 31)) >> 32));
        Equal3("shf.r.clamp.b32 %d0, %a0, %b0, %c0;", (a, b, s) => (uint)(((ulong)b << 32 | a) >> (int)Math.Min(s, 32)));
        Equal3("bfe.u32 %d0, %a0, %c0, 5;", (a, _, s) => s > 31 ? 0 : a >> (int)s & 31);
        Equal3("bfi.b32 %d0, %a0, %b0, %c0, 4;", (a, b, s) => s > 31 ? b : b & ~(15u << (int)s) | (a & 15) << (int)s);
        Same("bfe.s32 %d0, %a0, 0, 8;", (a, _) => (sbyte)a);

        void Equal3(string instruction, Func<uint, uint, uint, uint> f) => Assert.Equal(
            A.Select((a, i) => f((uint)a, (uint)B[i], (uint)amounts[i])),
            PtxHarness.Run<int, uint>(instruction, ".b32", ".b32", A, B, amounts));
    }

    [Fact]
    public void Counting_and_reversing_bits()
    {
        Same("popc.b32 %d0, %a0;", (a, _) => BitOperations.PopCount((uint)a));
        Same("clz.b32 %d0, %a0;", (a, _) => BitOperations.LeadingZeroCount((uint)a));
        Same("brev.b32 %d0, %a0; brev.b32 %d0, %d0;", (a, _) => a);
        Assert.Equal(LongA.Select(a => BitOperations.LeadingZeroCount((ulong)a)), PtxHarness.Run<long, int>("clz.b64 %d0, %a0;", ".b32", ".b64", LongA));
    }

    private static void Same(string instruction, Func<int, int, int> f) =>
        Assert.Equal(A.Zip(B, f), PtxHarness.Run<int, int>(instruction, ".b32", ".b32", A, B));

    private static void Same(string instruction, Func<int, int, int, int> f) =>
        Assert.Equal(A.Select((a, lane) => f(a, B[lane], lane)), PtxHarness.Run<int, int>(instruction, ".b32", ".b32", A, B));

    private static void SameLong(string instruction, Func<long, long, long> f) =>
        Assert.Equal(LongA.Zip(LongB, f), PtxHarness.Run<long, long>(instruction, ".b64", ".b64", LongA, LongB));
}
