using NeuralCore.Autograd;
using NeuralCore.Backends;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

/// <summary>What every op of the registry must satisfy, driven by its own samples.</summary>
public sealed class RegistryTests
{
    public static IEnumerable<TheoryDataRow<string, int>> Samples =>
        from info in OpRegistry.All
        from i in Enumerable.Range(0, info.Samples.Count)
        select new TheoryDataRow<string, int>(info.Name, i);

    public static IEnumerable<TheoryDataRow<string, int>> Errors =>
        from info in OpRegistry.All
        from i in Enumerable.Range(0, info.Errors.Count)
        select new TheoryDataRow<string, int>(info.Name, i);

    /// <summary>Every sample on every device that is held against the reference; a new backend's name goes here. A primitive that it lacks fails.</summary>
    public static IEnumerable<TheoryDataRow<string, int, string>> SamplesOnDevices =>
        from row in Samples
        from device in new[] { "cpu", "ptx", "opencl" }
        select DevicesUnderTest.LongOnOpenCl(device, new TheoryDataRow<string, int, string>(row.Data.Item1, row.Data.Item2, device));

    private static OpInfo Find(string name) => OpRegistry.All.Single(info => info.Name == name);

    [Theory, MemberData(nameof(Samples))]
    public void The_gradient_agrees_with_differences(string name, int sample)
    {
        var report = new GradientChecker { Tolerance = Find(name).GradientTolerance }.Check(Find(name).Samples[sample], Device.Reference);
        Assert.True(report.IsOk, report.ToString());
    }

    [Theory, MemberData(nameof(Samples))]
    public void The_gradient_is_added_where_an_input_is_used_twice(string name, int sample)
    {
        var report = new GradientChecker { Tolerance = Find(name).GradientTolerance, FanOut = true, Seed = 2 }.Check(Find(name).Samples[sample], Device.Reference);
        Assert.True(report.IsOk, report.ToString());
    }

    [Theory, MemberData(nameof(Samples))]
    public void The_gradient_of_the_gradient_agrees_with_differences(string name, int sample)
    {
        var report = new GradientChecker { Tolerance = Find(name).GradientTolerance }.CheckSecondOrder(Find(name).Samples[sample], Device.Reference);
        Assert.True(report.IsOk, report.ToString());
    }

    [Theory, MemberData(nameof(Samples)), Trait("Category", "Long")]
    public void The_gradients_of_both_orders_agree_with_differences_for_other_draws(string name, int sample)
    {
        for (var seed = 10ul; seed < 20; seed++)
        {
            var checker = new GradientChecker { Seed = seed, FanOut = true, Tolerance = Find(name).GradientTolerance };
            var report = checker.Check(Find(name).Samples[sample], Device.Cpu);
            Assert.True(report.IsOk, $"seed {seed}: {report}");
            report = checker.CheckSecondOrder(Find(name).Samples[sample], Device.Cpu);
            Assert.True(report.IsOk, $"seed {seed}: {report}");
        }
    }

    [Theory, MemberData(nameof(SamplesOnDevices))]
    public void Every_device_agrees_with_the_reference(string name, int index, string deviceName)
    {
        var device = DevicesUnderTest.Get(deviceName);
        var info = Find(name);
        var report = DeviceComparison.Run(info.Samples[index], info.Tolerance, [(device, ElementType.Float64), (device, ElementType.Float32)]);
        Assert.True(report.IsOk, report.ToString());

        // A sample's sums are short: none needs what the comparison allows to long ones.
        Assert.All(report.Results, r => Assert.True(r.Type == ElementType.Float64 || r.Error <= info.Tolerance, r.ToString()));
    }

    [Theory, MemberData(nameof(Samples))]
    public void The_shape_rule_says_what_the_forward_pass_returns(string name, int index)
    {
        var sample = Find(name).Samples[index];
        var inputs = SampleInputs.Draw(sample, new Generator(5, Generator.Streams.Data), ElementType.Float32, Device.Reference);
        var shapes = sample.Op.InferShapes(inputs);
        Assert.Equal(shapes, Dispatcher.Run(sample.Op, inputs).Select(y => y.Shape));
    }

    [Theory, MemberData(nameof(Samples))]
    public void Attributes_are_values(string name, int index)
    {
        var op = Find(name).Samples[index].Op;
        Assert.Equal(op, op with { });
        foreach (var property in op.GetType().GetProperties())
            Assert.False(property.PropertyType.IsArray, $"{name}: attribute {property.Name} is an array, so the op is not equal to its copy");
    }

    [Theory, MemberData(nameof(Errors))]
    public void A_wrong_call_is_refused_with_the_words_that_the_op_promises(string name, int index)
    {
        var error = Find(name).Errors[index];
        var sample = new OpSample(error.Op, error.Inputs);
        var inputs = SampleInputs.Draw(sample, new Generator(6, Generator.Streams.Data), ElementType.Float32, Device.Reference);
        var thrown = Assert.ThrowsAny<NeuralCoreException>(() => Dispatcher.Run(error.Op, inputs));
        Assert.Contains(error.Message, thrown.Message);
        Assert.Contains(error.Op.Name, thrown.Message);
    }

    [Fact]
    public void No_op_is_missing_from_the_registry()
    {
        var declared = typeof(Op).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract && type.GetInterfaces().Contains(typeof(IOp)))
            .Select(type => ((OpInfo)type.GetProperty(nameof(IOp.Info))!.GetValue(null)!).Name);
        Assert.Equal(declared.Order(), OpRegistry.All.Select(info => info.Name).Order());
    }

    [Fact]
    public void Every_op_describes_itself()
    {
        foreach (var type in typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract && type.IsPublic))
            Assert.True(type.GetInterfaces().Contains(typeof(IOp)), $"{type.Name} implements no IOp, so no test sees it");
        foreach (var info in OpRegistry.All)
        {
            Assert.NotEmpty(info.Formula);
            Assert.NotEmpty(info.Samples);
        }
    }
}
