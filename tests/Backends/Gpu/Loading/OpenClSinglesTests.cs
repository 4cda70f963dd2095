using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A device without cl_khr_fp64 runs the float kernels: here OpenCL's device as if it lacked it.</summary>
public sealed class OpenClSinglesTests
{
    // Ties at the 24th bit to both sides, the largest float and what rounds beyond it, the smallest and what rounds to it or to 0.
    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 0.1, -1e-12, 1 / 3.0, 1 + 1 / 16777216.0, 1 + 3 / 16777216.0, 1 + 1 / 16777216.0 + 1e-15, 16777217, 16777219,
        float.MaxValue, 3.4028235677973366e38, 3.4028235677973362e38, 1e39, -1e300, float.Epsilon, 0.5 * float.Epsilon,
        0.5000001 * float.Epsilon, 1.5 * float.Epsilon, 1e-46, 1e-310, 1.1754943508222875e-38, 1.1754943157898259e-38, 5e-39,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    // What breaks: a slope or an epsilon reaches the kernel as another float than the one it is nearest to.
    [Fact]
    public void Settings_arrive_as_the_nearest_float_without_a_double_in_the_kernel()
    {
        var device = DevicesUnderTest.Get("opencl without Float64");
        var x = Tensor.From([0f], [1], device);
        foreach (var number in Numbers)
        {
            var y = Tensor.EmptyLike(x, x.Shape);
            x.Backend.Map(new Setting(number), x.View, y.View);
            Assert.Equal((float)number, y.ToArray<float>()[0]);
        }
        var texts = GpuDevices.Runtime(device).Compiled;
        Assert.Contains(texts, program => program.Text.Contains("narrow("));
        Assert.DoesNotContain(texts, program => program.Text.Contains("double"));
    }

    public readonly struct Setting(double number) : IUnary
    {
        public V Invoke<V>(V x) where V : unmanaged, ILane<V> => V.Of(number);
    }

    [Fact]
    public void A_kernel_that_compares_its_setting_with_numbers_does_so_by_their_bits()
    {
        var device = DevicesUnderTest.Get("opencl without Float64");
        var x = Tensor.From([0.25f, 2, 9], [3], device);
        foreach (var exponent in new[] { 2, 3, 0.5, -1, 1.7 })
            Assert.Equal(x.To(Device.Parse("opencl")).Pow(exponent).ToArray<float>(), x.Pow(exponent).ToArray<float>());
    }

    [Fact]
    public void A_tensor_of_doubles_is_refused_with_what_to_do()
    {
        var device = DevicesUnderTest.Get("opencl without Float64");
        var x = Tensor.From([1.0, 2], [2], device);
        var message = Assert.Throws<DeviceException>(() => x.Relu()).Message;
        Assert.Contains("lacks cl_khr_fp64", message);
        Assert.Contains("use Float32", message);
        Assert.Equal([1.0, 2], x.ToArray<double>());   // bytes are bytes: what is there can be read
    }

    [Theory]
    [InlineData("\tdouble var1;\n\tvar2 = (double)((double) var1 * (double)2);")]
    [InlineData("\tdouble var1;\n\tvar2 = (double) var1 != (double) 0;")]     // −0 is 0 but for its bits
    [InlineData("typedef global double* type_1;")]
    public void What_computes_with_doubles_is_found(string text) =>
        Assert.Contains("Float64", OpenClSingles.Fault(OpenClSingles.Mend(text + "\nkernel void Kernel_Run()")));
}
