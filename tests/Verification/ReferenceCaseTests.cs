using System.Text.Json.Nodes;
using NeuralCore.Cli.Verification;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Verification;

/// <summary>Every reference case that PyTorch and scikit-learn computed, as <c>neuralcore verify</c> runs it.</summary>
public sealed class ReferenceCaseTests
{
    private static readonly Dictionary<string, ReferenceCase> Found =
        new[] { "ops", "models", "data" }.SelectMany(folder => ReferenceCases.Find(ReferenceFiles.Path(folder))).ToDictionary(c => c.Name);

    public static IEnumerable<TheoryDataRow<string, string, ElementType>> Ops => OpsOn(
        ("reference", ElementType.Float64), ("cpu", ElementType.Float64), ("cpu", ElementType.Float32), ("ptx", ElementType.Float32));

    // OpenCL's compiler takes some tenths of a second for a kernel that it meets for the first time.
    public static IEnumerable<TheoryDataRow<string, string, ElementType>> OpsOnGpus => OpsOn(
        ("ptx", ElementType.Float64), ("opencl", ElementType.Float64), ("opencl", ElementType.Float32));

    public static IEnumerable<TheoryDataRow<string>> Data =>
        Found.Keys.Where(name => name.StartsWith("data/", StringComparison.Ordinal)).Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Ops))]
    public void An_operation_agrees_with_PyTorch(string name, string device, ElementType type) => Pass(name, DevicesUnderTest.Get(device), type);

    [Theory, MemberData(nameof(OpsOnGpus)), Trait("Category", "Long")]
    public void An_operation_agrees_with_PyTorch_on_every_GPU(string name, string device, ElementType type) => Pass(name, DevicesUnderTest.Get(device), type);

    [Theory, MemberData(nameof(Data))]
    public void Files_components_metrics_and_optimizers_agree(string name) => Pass(name, Device.Cpu, ElementType.Float64);

    // A whole network is done in a second or so, and some on the plain loops too; those named take longer.
    private static readonly string[] Heavy = ["models/vgg16", "models/fcn8s", "models/resnext50_32x4d", "models/se_resnet50", "models/inception_v3"];

    private static readonly string[] OnPlainLoops = ["models/hybridsn_small", "models/xo_net_3conv", "models/inception_mnist", "models/resnet_mnist_conv_shortcut"];

    // Those whose layers a GPU's threads, interpreted or compiled for a CPU, go through in seconds.
    private static readonly string[] OnGpus = [.. OnPlainLoops, "models/xo_net"];

    public static IEnumerable<TheoryDataRow<string, string>> NetworksOnGpus =>
        from network in OnGpus
        where Found.Values.OfType<ModelCase>().Any(found => found.Name == network && found.IsAskedIn(ElementType.Float32))
        from device in new[] { "ptx", "opencl" }
        select new TheoryDataRow<string, string>(network, device);

    public static IEnumerable<TheoryDataRow<string, string, ElementType>> Networks => Runs(name => !Heavy.Contains(name));

    public static IEnumerable<TheoryDataRow<string, string, ElementType>> HeavyNetworks =>
        Runs(Heavy.Contains).Append(new("models/hybridsn", "reference", ElementType.Float64));

    [Theory, MemberData(nameof(Networks))]
    public void A_network_agrees_with_PyTorch(string name, string device, ElementType type) => Pass(name, Device.Parse(device), type);

    [Theory, MemberData(nameof(HeavyNetworks)), Trait("Category", "Long")]
    public void A_heavy_network_agrees_with_PyTorch(string name, string device, ElementType type) => Pass(name, Device.Parse(device), type);

    [Theory, MemberData(nameof(NetworksOnGpus)), Trait("Category", "Long")]
    public void A_network_agrees_with_PyTorch_on_every_GPU(string name, string device) => Pass(name, DevicesUnderTest.Get(device), ElementType.Float32);

    [Fact]
    public void All_cases_are_there()
    {
        Assert.Equal(136, Found.Keys.Count(name => name.StartsWith("ops/", StringComparison.Ordinal)));
        Assert.Equal(28, Found.Keys.Count(name => name.StartsWith("data/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_network_without_a_training_part_is_compared_in_evaluation()
    {
        var reference = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("models/hybridsn_small.json")))!.AsObject();
        foreach (var part in new[] { "targets", "train_loss", "grads", "buffers_after", "sgd" }) reference.Remove(part);
        Assert.Equal(Outcome.Passed, Run(reference).Outcome);
        reference["eval_output"]![0] = reference["eval_output"]![0]!.GetValue<double>() + 1e-3;
        Assert.Equal(Outcome.Failed, Run(reference).Outcome);

        static CaseResult Run(JsonObject reference)
        {
            var file = Path.GetTempFileName();
            try
            {
                File.WriteAllText(file, reference.ToJsonString());
                return new ModelCase(file).Run(Device.Cpu, ElementType.Float64);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public void A_wrong_value_fails_its_case()
    {
        var comparison = new Comparison(ElementType.Float64);
        comparison.Add("result", "y", [1, 2], [1, 2 + 1e-8]);
        Assert.Equal(Outcome.Failed, comparison.Result().Outcome);
        comparison = new Comparison(ElementType.Float64);
        comparison.Add("gradient", "dx", [1, 2], [1, double.NaN]);
        Assert.Equal(Outcome.Failed, comparison.Result().Outcome);
        Assert.Equal(Outcome.Failed, new Comparison(ElementType.Float64).Result().Outcome);
    }

    private static IEnumerable<TheoryDataRow<string, string, ElementType>> OpsOn(params (string Device, ElementType Type)[] runs) =>
        from name in Found.Keys.Where(name => name.StartsWith("ops/", StringComparison.Ordinal))
        from run in runs
        select new TheoryDataRow<string, string, ElementType>(name, run.Device, run.Type);

    private static IEnumerable<TheoryDataRow<string, string, ElementType>> Runs(Func<string, bool> wanted) =>
        from network in Found.Values.OfType<ModelCase>()
        where wanted(network.Name)
        from run in new[] { ("cpu", ElementType.Float64), ("cpu", ElementType.Float32), ("reference", ElementType.Float64) }
        where network.IsAskedIn(run.Item2) && (run.Item1 == "cpu" || OnPlainLoops.Contains(network.Name))
        select new TheoryDataRow<string, string, ElementType>(network.Name, run.Item1, run.Item2);

    private static void Pass(string name, Device device, ElementType type)
    {
        var result = Found[name].Run(device, type);
        Assert.True(result.Outcome == Outcome.Passed, $"{name} on {device} in {type}: {result.Outcome}: {result.Message}");
    }
}
