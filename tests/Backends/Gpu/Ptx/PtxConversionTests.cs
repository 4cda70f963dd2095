namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>cvt and mov: narrowing, widening, clamping, NaN, and roundings of both kinds.</summary>
public sealed class PtxConversionTests
{
    private static readonly int[] Integers = [0, 1, -1, 127, 128, 255, 256, -129, 65535, int.MaxValue, int.MinValue, 16777217];
    private static readonly float[] Floats =
        [0, -0f, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.7f, 3e9f, -3e9f, 1e20f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    [Fact]
    public void Integers_are_cut_or_extended()
    {
        Assert.Equal(Integers.Select(v => (long)v), PtxHarness.Run<int, long>("cvt.s64.s32 %d0, %a0;", ".b64", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (ulong)(uint)v), PtxHarness.Run<int, ulong>("cvt.u64.u32 %d0, %a0;", ".b64", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (int)(sbyte)v), PtxHarness.Run<int, int>("cvt.s8.s32 %h1, %a0; cvt.s32.s8 %d0, %h1;", ".b32", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (int)(byte)v), PtxHarness.Run<int, int>("cvt.u8.u32 %h1, %a0; cvt.s32.u8 %d0, %h1;", ".b32", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (long)(short)v), PtxHarness.Run<int, long>("cvt.s16.s32 %h1, %a0; cvt.s64.s16 %d0, %h1;", ".b64", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (uint)v), PtxHarness.Run<int, uint>("cvt.s64.s32 %rd8, %a0; cvt.u32.u64 %d0, %rd8;", ".b32", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (short)Math.Clamp(v, -128, 127)), PtxHarness.Run<int, short>("cvt.sat.s8.s32 %d0, %a0;", ".b16", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (ushort)Math.Clamp((uint)v, 0, 65535)), PtxHarness.Run<int, ushort>("cvt.sat.u16.u32 %d0, %a0;", ".b16", ".b32", Integers));
    }

    [Fact]
    public void Integers_become_floats_with_one_rounding()
    {
        Assert.Equal(Integers.Select(v => (float)v), PtxHarness.Run<int, float>("cvt.rn.f32.s32 %d0, %a0;", ".f32", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (float)(uint)v), PtxHarness.Run<int, float>("cvt.rn.f32.u32 %d0, %a0;", ".f32", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (double)v), PtxHarness.Run<int, double>("cvt.rn.f64.s32 %d0, %a0;", ".f64", ".b32", Integers));
        // 2²⁴ + 1 lies between two floats.
        int[] tie = [16777217, -16777217];
        Assert.Equal([16777216f, -16777216f], PtxHarness.Run<int, float>("cvt.rz.f32.s32 %d0, %a0;", ".f32", ".b32", tie));
        Assert.Equal([16777218f, -16777216f], PtxHarness.Run<int, float>("cvt.rp.f32.s32 %d0, %a0;", ".f32", ".b32", tie));
        Assert.Equal([16777216f, -16777218f], PtxHarness.Run<int, float>("cvt.rm.f32.s32 %d0, %a0;", ".f32", ".b32", tie));
        // By way of double both of these would round to a tie, and then the wrong way.
        long[] large = [(1L << 54) + (1L << 30) + 1, -(1L << 54) - (1L << 30) - 1, long.MaxValue, long.MinValue];
        Assert.Equal([MathF.BitIncrement(1L << 54), -MathF.BitIncrement(1L << 54), 9.223372036854775807e18f, -9.223372036854775807e18f],
            PtxHarness.Run<long, float>("cvt.rn.f32.s64 %d0, %a0;", ".f32", ".b64", large));
        Assert.Equal([18446744073709551615f], PtxHarness.Run<long, float>("cvt.rn.f32.u64 %d0, %a0;", ".f32", ".b64", [-1L]));
        Assert.Equal([18446744073709549568.0], PtxHarness.Run<long, double>("cvt.rz.f64.u64 %d0, %a0;", ".f64", ".b64", [-1L]));
    }

    [Fact]
    public void Floats_become_integers_clamped()
    {
        Assert.Equal(Floats.Select(v => Clamp(Math.Truncate((double)v), int.MinValue, int.MaxValue)), PtxHarness.Run<float, int>("cvt.rzi.s32.f32 %d0, %a0;", ".b32", ".f32", Floats).Select(v => (double)v));
        Assert.Equal(Floats.Select(v => Clamp(Math.Round((double)v, MidpointRounding.ToEven), 0, uint.MaxValue)), PtxHarness.Run<float, uint>("cvt.rni.u32.f32 %d0, %a0;", ".b32", ".f32", Floats).Select(v => (double)v));
        Assert.Equal(Floats.Select(v => Clamp(Math.Floor((double)v), -128, 127)), PtxHarness.Run<float, short>("cvt.rmi.s8.f32 %d0, %a0;", ".b16", ".f32", Floats).Select(v => (double)v));
        double[] doubles = [1e30, -1e30, 4.5, -4.5];
        Assert.Equal([long.MaxValue, long.MinValue, 5, -4], PtxHarness.Run<double, long>("cvt.rpi.s64.f64 %d0, %a0;", ".b64", ".f64", doubles));
        Assert.Equal([ulong.MaxValue, 0ul, 4ul, 0ul], PtxHarness.Run<double, ulong>("cvt.rzi.u64.f64 %d0, %a0;", ".b64", ".f64", doubles));

        static double Clamp(double v, double least, double most) => double.IsNaN(v) ? 0 : Math.Clamp(v, least, most) + 0.0;
    }

    // PTX ISA, cvt: what .NET, where every NaN becomes 0, does not do.
    [Fact]
    public void NaN_becomes_zero_or_the_topmost_bit_where_either_side_has_64_bits()
    {
        Half[] half = [Half.NaN];
        float[] single = [float.NaN];
        double[] real = [double.NaN];
        Assert.Equal([0], PtxHarness.Run<float, int>("cvt.rzi.s32.f32 %d0, %a0;", ".b32", ".f32", single));
        Assert.Equal([0u], PtxHarness.Run<Half, uint>("cvt.rzi.u32.f16 %d0, %a0;", ".b32", ".b16", half));
        Assert.Equal([long.MinValue], PtxHarness.Run<Half, long>("cvt.rzi.s64.f16 %d0, %a0;", ".b64", ".b16", half));
        Assert.Equal([long.MinValue], PtxHarness.Run<float, long>("cvt.rzi.s64.f32 %d0, %a0;", ".b64", ".f32", single));
        Assert.Equal([1ul << 63], PtxHarness.Run<float, ulong>("cvt.rni.u64.f32 %d0, %a0;", ".b64", ".f32", single));
        Assert.Equal([int.MinValue], PtxHarness.Run<double, int>("cvt.rzi.s32.f64 %d0, %a0;", ".b32", ".f64", real));
        Assert.Equal([1u << 31], PtxHarness.Run<double, uint>("cvt.rzi.u32.f64 %d0, %a0;", ".b32", ".f64", real));
        Assert.Equal([short.MinValue], PtxHarness.Run<double, short>("cvt.rzi.s16.f64 %d0, %a0;", ".b16", ".f64", real));
        Assert.Equal([1ul << 63], PtxHarness.Run<double, ulong>("cvt.rmi.u64.f64 %d0, %a0;", ".b64", ".f64", real));
    }

    [Fact]
    public void Floats_become_other_floats()
    {
        double[] doubles = [1 / 3.0, 1e300, 1e-50, -1 / 3.0, 1 + Math.Pow(2, -24)];
        Assert.Equal(doubles.Select(v => (float)v), PtxHarness.Run<double, float>("cvt.rn.f32.f64 %d0, %a0;", ".f32", ".f64", doubles));
        Assert.Equal([MathF.BitDecrement(1 / 3f), float.MaxValue, 0, -MathF.BitDecrement(1 / 3f), 1f], PtxHarness.Run<double, float>("cvt.rz.f32.f64 %d0, %a0;", ".f32", ".f64", doubles));
        Assert.Equal(Floats.Select(v => (double)v), PtxHarness.Run<float, double>("cvt.f64.f32 %d0, %a0;", ".f64", ".f32", Floats));
        Assert.Equal(Floats.Select(v => (Half)v), PtxHarness.Run<float, Half>("cvt.rn.f16.f32 %d0, %a0;", ".b16", ".f32", Floats));
        Half[] halves = [(Half)1.5f, Half.MaxValue, Half.Epsilon];
        Assert.Equal(halves.Select(v => (float)v), PtxHarness.Run<Half, float>("cvt.f32.f16 %d0, %a0;", ".f32", ".b16", halves));
    }

    [Fact]
    public void Floats_become_whole_floats()
    {
        Check("rni", v => MathF.Round(v, MidpointRounding.ToEven));
        Check("rzi", MathF.Truncate);
        Check("rmi", MathF.Floor);
        Check("rpi", MathF.Ceiling);

        static void Check(string mode, Func<float, float> f) =>
            Assert.Equal(Floats.Select(f), PtxHarness.Run<float, float>($"cvt.{mode}.f32.f32 %d0, %a0;", ".f32", ".f32", Floats));
    }

    [Fact]
    public void Bits_are_packed_unpacked_and_reinterpreted()
    {
        Assert.Equal(Integers.Select(v => (long)(uint)v | (long)(~v) << 32),
            PtxHarness.Run<int, long>("not.b32 %r2, %a0; mov.b64 %d0, {%a0, %r2};", ".b64", ".b32", Integers));
        Assert.Equal(Integers.Select(v => (uint)v << 16 | (uint)v >> 16),
            PtxHarness.Run<int, uint>("mov.b32 {%h1, %h2}, %a0; mov.b32 %d0, {%h2, %h1};", ".b32", ".b32", Integers));
        Assert.Equal(Floats.Select(BitConverter.SingleToInt32Bits), PtxHarness.Run<float, int>("mov.b32 %d0, %a0;", ".b32", ".f32", Floats));
    }
}
