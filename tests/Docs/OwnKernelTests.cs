using System.Runtime.CompilerServices;
using NeuralCore.Backends.Gpu;
using NeuralCore.Tests.Docs.OwnKernel;

namespace NeuralCore.Tests.Docs;

/// <summary>The page on own kernels: its code is the files in OwnKernel, and what they do is what it promises.</summary>
public sealed class OwnKernelTests
{
    [Theory, InlineData("cpu"), InlineData("ptx"), InlineData("opencl")]
    public void The_sample_agrees_with_finite_differences_and_with_its_formula(string name)
    {
        var text = UnitRowsCheck.Run(DevicesUnderTest.Get(name));
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Assert.DoesNotContain("WRONG", text);
    }
}
