namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>setp, selp and testp against C#, NaN on either side included.</summary>
public sealed class PtxComparisonTests
{
    private static readonly float[] A = [1, 2, 3, float.NaN, 1, -0f, float.PositiveInfinity, float.Epsilon];
    private static readonly float[] B = [2, 2, 1, 1, float.NaN, 0, float.NegativeInfinity, 0];

    public static TheoryData<string, int> Relations
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (name, index) in new[] { "eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan" }.Select((n, i) => (n, i)))
                data.Add(name, index);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public void Floating_relations_are_ordered_or_not_as_they_say(string name, int index)
    {
        var relation = index;
        bool Holds(double a, double b)
        {
            var unordered = double.IsNaN(a) || double.IsNaN(b);
            return relation switch
            {
                0 => a == b,
                1 => !unordered && a != b,
                2 => a < b,
                3 => a <= b,
                4 => a > b,
                5 => a >= b,
                6 => unordered || a == b,
                7 => unordered || a != b,
                8 => unordered || a < b,
                9 => unordered || a <= b,
                10 => unordered || a > b,
                11 => unordered || a >= b,
                12 => !unordered,
                _ => unordered,
            };
        }

        var wanted = A.Zip(B, (a, b) => Holds(a, b) ? 1 : 0);
        Assert.Equal(wanted, PtxHarness.Run<float, int>($"setp.{name}.f32 %p1, %a0, %b0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".f32", A, B));
        double[] a = [.. A.Select(v => (double)v)], b = [.. B.Select(v => (double)v)];
        Assert.Equal(wanted, PtxHarness.Run<double, int>($"setp.{name}.f64 %p1, %a0, %b0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".f64", a, b));
    }

    [Fact]
    public void Integer_relations_with_and_without_sign()
    {
        int[] a = [1, -1, int.MinValue, 5], b = [2, 1, int.MaxValue, 5];
        Check("lt.s32", (x, y) => x < y);
        Check("ge.s32", (x, y) => x >= y);
        Check("lo.u32", (x, y) => (uint)x < (uint)y);
        Check("ls.u32", (x, y) => (uint)x <= (uint)y);
        Check("hi.u32", (x, y) => (uint)x > (uint)y);
        Check("hs.u32", (x, y) => (uint)x >= (uint)y);
        Check("ne.u32", (x, y) => x != y);
        Check("eq.b32", (x, y) => x == y);
        long[] la = [1, -1, long.MinValue], lb = [2, 1, long.MaxValue];
        Assert.Equal(la.Zip(lb, (x, y) => x < y ? 1 : 0), PtxHarness.Run<long, int>("setp.lt.s64 %p1, %a0, %b0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".b64", la, lb));
        Assert.Equal(la.Zip(lb, (x, y) => (ulong)x > (ulong)y ? 1 : 0), PtxHarness.Run<long, int>("setp.hi.u64 %p1, %a0, %b0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".b64", la, lb));
        short[] sa = [-1, 3], sb = [1, 3];
        Assert.Equal([1, 0], PtxHarness.Run<short, int>("setp.lt.s16 %p1, %a0, %b0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".b16", sa, sb));

        void Check(string relation, Func<int, int, bool> holds) => Assert.Equal(
            a.Zip(b, (x, y) => holds(x, y) ? 1 : 0), PtxHarness.Run<int, int>($"setp.{relation} %p1, %a0, %b0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".b32", a, b));
    }

    [Fact]
    public void A_comparison_combines_with_a_predicate_and_gives_its_opposite()
    {
        int[] a = [1, 2, 3, 4], b = [4, 3, 2, 1];
        Assert.Equal(a.Zip(b, (x, y) => x < y || x >= 4 ? 1 : 0), PtxHarness.Run<int, int>(
            "setp.lt.s32 %p1, %a0, %b0; setp.ge.or.s32 %p2, %a0, 4, %p1; selp.b32 %d0, 1, 0, %p2;", ".b32", ".b32", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x < y ? 10 : 20), PtxHarness.Run<int, int>(
            "setp.lt.s32 %p1|%p2, %a0, %b0; @%p1 mov.b32 %d0, 10; @%p2 mov.b32 %d0, 20;", ".b32", ".b32", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x < y ? 10 : 20), PtxHarness.Run<int, int>(
            "setp.lt.s32 %p1, %a0, %b0; mov.b32 %d0, 10; @!%p1 mov.b32 %d0, 20;", ".b32", ".b32", a, b));
    }

    [Fact]
    public void Properties_of_floating_numbers()
    {
        Check("finite", float.IsFinite);
        Check("infinite", float.IsInfinity);
        Check("number", v => !float.IsNaN(v));
        Check("notanumber", float.IsNaN);
        Check("normal", v => float.IsNormal(v) || v == 0);
        Check("subnormal", float.IsSubnormal);

        static void Check(string property, Func<float, bool> holds) => Assert.Equal(
            A.Select(v => holds(v) ? 1 : 0), PtxHarness.Run<float, int>($"testp.{property}.f32 %p1, %a0; selp.b32 %d0, 1, 0, %p1;", ".b32", ".f32", A));
    }
}
