using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>A device that computes, differentiates or shapes a call differently from the reference is the one that is named.</summary>
public sealed class DeviceComparisonTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Devices_that_agree_are_all_right()
    {
        var report = Compare(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [dy * xs[0]!.Exp()]));
        Assert.True(report.IsOk, report.ToString());
        Assert.Empty(report.OddOnes);
    }

    [Fact]
    public void A_result_that_is_off_on_one_device_names_device_type_and_element()
    {
        var odd = Odd(new PlantedOp(xs => IsCpu(xs) ? LastOff(xs[0]!.Exp(), 1e-4) : xs[0]!.Exp(), (xs, dy) => [dy * xs[0]!.Exp()]));
        Assert.All(odd, r => Assert.Equal(("result 0", 11), (r.Worst, r.Element)));
    }

    [Fact]
    public void A_gradient_that_is_off_on_one_device_is_told_apart_from_the_result()
    {
        var odd = Odd(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [IsCpu(xs) ? dy * xs[0]!.Exp() * 1.001 : dy * xs[0]!.Exp()]));
        Assert.All(odd, r => Assert.Equal("gradient of input 0", r.Worst));
    }

    [Fact]
    public void A_result_of_another_shape_and_a_gradient_that_is_absent_are_wrong()
    {
        var odd = Odd(new PlantedOp(xs => IsCpu(xs) ? xs[0]!.Exp().Flatten() : xs[0]!.Exp(), (xs, dy) => [dy.Reshape(3, 4) * xs[0]!.Exp()]));
        Assert.All(odd, r => Assert.Equal("result 0 is [12] and not [3, 4]", r.Worst));
        odd = Odd(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [IsCpu(xs) ? null : dy * xs[0]!.Exp()]));
        Assert.All(odd, r => Assert.Equal("gradient of input 0 is absent and not [3, 4]", r.Worst));
    }

    private static bool IsCpu(Tensor?[] xs) => xs[0]!.Device == Device.Cpu;

    private static Tensor LastOff(Tensor x, double by) =>
        x * Tensor.FromDoubles([.. Enumerable.Range(0, 12).Select(i => i == 11 ? 1 + by : 1)], x.Shape, x.Type, x.Device);

    private static DeviceReport Compare(Op op) => DeviceComparison.Run(
        new OpSample(op, new OpInput([3, 4], 0.5, 1)), Tolerance,
        [(Device.Reference, ElementType.Float32), (Device.Cpu, ElementType.Float64), (Device.Cpu, ElementType.Float32)]);

    private static DeviceResult[] Odd(Op op)
    {
        DeviceResult[] odd = [.. Compare(op).OddOnes];
        Assert.Equal([("cpu", ElementType.Float64), ("cpu", ElementType.Float32)], odd.Select(r => (r.Device, r.Type)));
        return odd;
    }
}
