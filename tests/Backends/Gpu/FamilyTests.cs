using NeuralCore.Ops;
using NeuralCore.Tests.Ops;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>A kernel of every family, forward and gradient, where all kernels would take too long: on OpenCL, whose compiler is slow, and on ILGPU's own simulation of a GPU, a third reading of the same text with real threads and barriers.</summary>
public sealed class FamilyTests
{
    private static readonly string[] Families =
    [
        "relu", "add", "where", "cast", "permute", "sum", "amax", "argmax", "softmax", "matmul", "linear", "convolution", "convolution_transposed",
        "max_pool", "average_pool", "batch_norm", "layer_norm", "nll_loss", "index_select", "resample", "dropout",
    ];

    // OpenCL's compiler takes seconds for the kernels of one of the others.
    private static readonly string[] ShortOnOpenCl = ["relu", "add", "sum", "softmax", "convolution", "max_pool", "batch_norm", "index_select"];

    public static IEnumerable<TheoryDataRow<string, string>> Rows =>
        from family in Families
        from device in new[] { "simulator", "opencl" }
        let row = new TheoryDataRow<string, string>(family, device)
        select device == "opencl" && !ShortOnOpenCl.Contains(family) ? DevicesUnderTest.Long(row) : row;

    [Theory, MemberData(nameof(Rows))]
    public void A_sample_agrees_with_the_reference(string name, string deviceName)
    {
        var device = DevicesUnderTest.Get(deviceName);
        var sample = OpRegistry.All.Single(info => info.Name == name).Samples.MinBy(s => s.Inputs.Sum(input => input?.Shape.Count ?? 0))!;
        var (expected, actual) = (SampleRun.On(sample, Device.Reference, ElementType.Float64), SampleRun.On(sample, device, ElementType.Float64));
        for (var i = 0; i < expected.Length; i++)
        {
            var (e, a) = (expected[i].ToArray<double>(), actual[i].ToArray<double>());
            for (var k = 0; k < e.Length; k++) Assert.True(Math.Abs(e[k] - a[k]) <= 1e-11 * Math.Max(1, Math.Abs(e[k])), $"{sample}, result {i}, element {k}: reference {e[k]}, {device} {a[k]}");
        }
    }
}
