using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>Floating arithmetic bit by bit: NaN, ∞, −0, subnormals, overflow, ties, and every rounding.</summary>
public sealed class PtxFloatTests
{
    private static readonly float[] A =
        [0, -0f, 1, 1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 1e-40f, 16777216, 1 / 3f, -2];

    private static readonly float[] B =
        [-0f, -0f, 3, -2.25f, 1, float.NegativeInfinity, 0, float.MaxValue, 0.5f, 1e-40f, 1, 3, float.NaN];

    private static readonly double[] DoubleA = [.. A.Select(a => (double)a), 1e308, 1e-310, Math.PI];
    private static readonly double[] DoubleB = [.. B.Select(b => (double)b), 10, 0.3, Math.E];

    [Fact]
    public void Single_precision_to_nearest_with_the_one_NaN()
    {
        Same("add.f32 %d0, %a0, %b0;", (a, b) => a + b);
        Same("add.rn.f32 %d0, %a0, %b0;", (a, b) => a + b);
        Same("sub.f32 %d0, %a0, %b0;", (a, b) => a - b);
        Same("mul.f32 %d0, %a0, %b0;", (a, b) => a * b);
        Same("div.rn.f32 %d0, %a0, %b0;", (a, b) => a / b);
        Same("fma.rn.f32 %d0, %a0, %b0, %b0;", (a, b) => MathF.FusedMultiplyAdd(a, b, b));
        Same("sqrt.rn.f32 %d0, %a0;", (a, _) => MathF.Sqrt(a));
        Same("rcp.rn.f32 %d0, %a0;", (a, _) => 1 / a);
    }

    [Fact]
    public void The_fused_product_rounds_once()
    {
        // (1 + 2⁻¹²)² − (1 + 2⁻¹¹) = 2⁻²⁴ exactly, which two roundings lose.
        float[] a = [1 + MathF.Pow(2, -12)], c = [-(1 + MathF.Pow(2, -11))];
        Assert.Equal([MathF.Pow(2, -24)], PtxHarness.Run<float, float>("fma.rn.f32 %d0, %a0, %a0, %c0;", ".f32", ".f32", a, a, c));
    }

    [Fact]
    public void Double_precision_to_nearest()
    {
        SameDouble("add.f64 %d0, %a0, %b0;", (a, b) => a + b);
        SameDouble("mul.f64 %d0, %a0, %b0;", (a, b) => a * b);
        SameDouble("div.rn.f64 %d0, %a0, %b0;", (a, b) => a / b);
        SameDouble("fma.rn.f64 %d0, %a0, %b0, %a0;", (a, b) => Math.FusedMultiplyAdd(a, b, a));
        SameDouble("sqrt.rn.f64 %d0, %a0;", (a, _) => Math.Sqrt(a));
        SameDouble("rcp.rn.f64 %d0, %a0;", (a, _) => 1 / a);
    }

    [Fact]
    public void Signs_are_bits_of_NaNs_too()
    {
        float[] values = [1, -0f, float.NaN, float.NegativeInfinity];
        uint[] bits = [.. values.Select(BitConverter.SingleToUInt32Bits)];
        Assert.Equal(bits.Select(b => b ^ 1u << 31), PtxHarness.Run<uint, uint>("neg.f32 %d0, %a0;", ".b32", ".b32", bits));
        Assert.Equal(bits.Select(b => b & ~(1u << 31)), PtxHarness.Run<uint, uint>("abs.f32 %d0, %a0;", ".b32", ".b32", bits));
        SameDouble("neg.f64 %d0, %a0;", (a, _) => -a);
        SameDouble("abs.f64 %d0, %a0;", (a, _) => Math.Abs(a));
        Same("copysign.f32 %d0, %a0, %b0;", (a, b) => MathF.CopySign(b, a));
    }

    [Fact]
    public void Least_and_greatest_prefer_numbers_to_NaN_unless_told()
    {
        Same("min.f32 %d0, %a0, %b0;", (a, b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : MathF.Min(a, b));
        Same("max.f32 %d0, %a0, %b0;", (a, b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : MathF.Max(a, b));
        Same("max.NaN.f32 %d0, %a0, %b0;", MathF.Max);
        SameDouble("min.f64 %d0, %a0, %b0;", (a, b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Min(a, b));
    }

    [Fact]
    public void Saturation_and_flushing_of_subnormals()
    {
        Same("add.sat.f32 %d0, %a0, %b0;", (a, b) => float.IsNaN(a + b) ? 0 : Math.Clamp(a + b, 0, 1) + 0f);
        Same("mul.ftz.f32 %d0, %a0, 0f3F800000;", (a, _) => float.IsSubnormal(a) ? 0 : a);
        Same("fma.rn.ftz.sat.f32 %d0, %a0, 0f3F800000, 0f00000000;", (a, _) => float.IsSubnormal(a) || float.IsNaN(a) || a <= 0 ? 0 : Math.Min(a, 1));
    }

    [Theory]
    [InlineData("rz")]
    [InlineData("rm")]
    [InlineData("rp")]
    public void Directed_roundings_enclose_the_exact_result(string mode)
    {
        var random = new Random(1);
        float[] a = [.. Enumerable.Range(0, 32).Select(_ => (float)(random.NextDouble() * 4 - 2))];
        float[] b = [.. Enumerable.Range(0, 32).Select(_ => (float)(random.NextDouble() * 4 - 2) * MathF.Pow(2, random.Next(-10, 10)))];
        // Sums and products of such singles are exact in double; a quotient of singles never lies within 2⁻⁴⁹ of a single.
        Directed($"add.{mode}.f32 %d0, %a0, %b0;", (x, y) => (double)x + y);
        Directed($"mul.{mode}.f32 %d0, %a0, %b0;", (x, y) => (double)x * y);
        Directed($"div.{mode}.f32 %d0, %a0, %b0;", (x, y) => (double)x / y);

        void Directed(string instruction, Func<float, float, double> exact)
        {
            var results = PtxHarness.Run<float, float>(instruction, ".f32", ".f32", a, b);
            for (var i = 0; i < a.Length; i++)
            {
                var wanted = Round(exact(a[i], b[i]), mode);
                Assert.True(BitConverter.SingleToInt32Bits(wanted) == BitConverter.SingleToInt32Bits(results[i]), $"{instruction} {a[i]:R}, {b[i]:R}: {results[i]:R} instead of {wanted:R}");
            }
        }
    }

    [Fact]
    public void Directed_roundings_at_the_edges()
    {
        float[] big = [float.MaxValue], one = [1];
        Assert.Equal([float.MaxValue], PtxHarness.Run<float, float>("add.rz.f32 %d0, %a0, %a0;", ".f32", ".f32", big));
        Assert.Equal([float.PositiveInfinity], PtxHarness.Run<float, float>("add.rp.f32 %d0, %a0, %a0;", ".f32", ".f32", big));
        Assert.Equal([0x80000000u], PtxHarness.Run<float, uint>("sub.rm.f32 %d0, %a0, %a0;", ".b32", ".f32", one));
        Assert.Equal([MathF.BitDecrement(1)], PtxHarness.Run<float, float>("sub.rz.f32 %d0, %a0, 0f00000001;", ".f32", ".f32", one));
        Assert.Equal([MathF.BitIncrement(1)], PtxHarness.Run<float, float>("fma.rp.f32 %d0, %a0, %a0, 0f00000001;", ".f32", ".f32", one));
        double[] third = [3];
        Assert.Equal([Math.BitIncrement(1 / 3.0)], PtxHarness.Run<double, double>("rcp.rp.f64 %d0, %a0;", ".f64", ".f64", third));
        Assert.Equal([1 / 3.0], PtxHarness.Run<double, double>("rcp.rm.f64 %d0, %a0;", ".f64", ".f64", third));
        Assert.Equal([Math.BitDecrement(1.0)], PtxHarness.Run<double, double>("add.rz.f64 %d0, %a0, 0dBC00000000000000;", ".f64", ".f64", [1.0]));
    }

    [Fact]
    public void Half_precision_rounds_its_results()
    {
        Half[] a = [(Half)1.5f, (Half)65504, (Half)1e-7f, (Half)(1 / 3f)], b = [(Half)2.25f, (Half)65504, (Half)3, (Half)3];
        Assert.Equal(a.Zip(b, (x, y) => x + y), PtxHarness.Run<Half, Half>("add.f16 %d0, %a0, %b0;", ".b16", ".b16", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x * y), PtxHarness.Run<Half, Half>("mul.f16 %d0, %a0, %b0;", ".b16", ".b16", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x - y), PtxHarness.Run<Half, Half>("sub.f16 %d0, %a0, %b0;", ".b16", ".b16", a, b));
    }

    [Fact]
    public void Approximate_functions_lie_within_the_manual_and_have_its_special_values()
    {
        float[] x = [0.1f, 0.5f, 1, 2, 3, 0.75f, 6];
        Near("ex2.approx.f32", a => Math.Pow(2, a), 2e-7);
        Near("lg2.approx.f32", Math.Log2, 2.4e-7);
        Near("rcp.approx.f32", a => 1 / a, 1.2e-7);
        Near("sqrt.approx.f32", Math.Sqrt, 1.2e-7);
        Near("rsqrt.approx.ftz.f32", a => 1 / Math.Sqrt(a), 1.3e-7);
        Near("sin.approx.f32", Math.Sin, 6.8e-7);
        Near("cos.approx.f32", Math.Cos, 6.8e-7);
        Near("tanh.approx.f32", Math.Tanh, 4.9e-4);
        float[] special = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, -1];
        Assert.Equal([float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, float.NaN, float.NaN], Run("lg2.approx.f32", special));
        Assert.Equal([1, 1, float.PositiveInfinity, 0, 0.5f], Run("ex2.approx.f32", special));
        Assert.Equal([float.PositiveInfinity, float.NegativeInfinity, 0, float.NaN, float.NaN], Run("rsqrt.approx.f32", special));
        Assert.Equal([0, -0f, 1, -1, MathF.Tanh(-1)], Run("tanh.approx.f32", special));
        Assert.Equal([2.0], PtxHarness.Run<double, double>("rsqrt.approx.f64 %d0, %a0;", ".f64", ".f64", [0.25]));
        float[] large = [float.MaxValue, 1];
        Assert.Equal([0, 1f], PtxHarness.Run<float, float>("div.approx.f32 %d0, 0f3F800000, %a0;", ".f32", ".f32", large));
        Assert.Equal([1 / float.MaxValue, 1f], PtxHarness.Run<float, float>("div.full.f32 %d0, 0f3F800000, %a0;", ".f32", ".f32", large));

        float[] Run(string name, float[] values) => PtxHarness.Run<float, float>($"{name} %d0, %a0;", ".f32", ".f32", values);
        void Near(string name, Func<double, double> f, double tolerance)
        {
            var results = Run(name, x);
            for (var i = 0; i < x.Length; i++) Assert.True(Math.Abs(results[i] - f(x[i])) <= tolerance * Math.Max(1, Math.Abs(f(x[i]))), $"{name}({x[i]}) = {results[i]}");
        }
    }

    private static float Round(double exact, string mode)
    {
        var nearest = (float)exact;
        return mode switch
        {
            "rm" => nearest > exact ? MathF.BitDecrement(nearest) : nearest,
            "rp" => nearest < exact ? MathF.BitIncrement(nearest) : nearest,
            _ => Math.Abs((double)nearest) > Math.Abs(exact) ? (exact > 0 ? MathF.BitDecrement(nearest) : MathF.BitIncrement(nearest)) : nearest,
        };
    }

    private static void Same(string instruction, Func<float, float, float> f)
    {
        var results = PtxHarness.Run<float, float>(instruction, ".f32", ".f32", A, B);
        for (var i = 0; i < A.Length; i++)
        {
            var wanted = f(A[i], B[i]);
            var bits = float.IsNaN(wanted) && !instruction.StartsWith("copysign") ? 0x7FFFFFFF : BitConverter.SingleToInt32Bits(wanted);
            Assert.True(bits == BitConverter.SingleToInt32Bits(results[i]), $"{instruction} {A[i]:R}, {B[i]:R}: {results[i]:R} instead of {wanted:R}");
        }
    }

    private static void SameDouble(string instruction, Func<double, double, double> f)
    {
        var results = PtxHarness.Run<double, double>(instruction, ".f64", ".f64", DoubleA, DoubleB);
        for (var i = 0; i < DoubleA.Length; i++)
        {
            var wanted = f(DoubleA[i], DoubleB[i]);
            Assert.True(
                double.IsNaN(wanted) ? double.IsNaN(results[i]) : BitConverter.DoubleToInt64Bits(wanted) == BitConverter.DoubleToInt64Bits(results[i]),
                $"{instruction} {DoubleA[i]:R}, {DoubleB[i]:R}: {results[i]:R} instead of {wanted:R}");
        }
    }
}
