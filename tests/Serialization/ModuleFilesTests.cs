using NeuralCore.Nn;
using NeuralCore.Nn.Init;
using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Serialization;

/// <summary>Weights go into a file and come back to the bit; a file that does not fit is refused whole.</summary>
public sealed class ModuleFilesTests
{
    // The names and shapes of torch.nn.Sequential(Linear(2, 3), BatchNorm1d(3)); nothing here is computed.
    private sealed class Affine(int inputs, int outputs) : Module
    {
        private readonly Parameter _weight = new([outputs, inputs], new Uniform(-1, 1));
        private readonly Parameter _bias = new([outputs], new Uniform(-1, 1));

        protected override Tensor Compute(Tensor x) => x;
    }

    private sealed class Scale(int channels) : Module
    {
        private readonly Parameter _weight = new([channels], new Uniform(-1, 1));
        private readonly Parameter _bias = new([channels], new Uniform(-1, 1));
        [StateName("running_mean")] private readonly StateBuffer _mean = new([channels]);
        [StateName("running_var")] private readonly StateBuffer _variance = new([channels], 1);

        protected override Tensor Compute(Tensor x) => x;
    }

    private static Sequential Model(int inputs = 2) => [new Affine(inputs, 3), new Scale(3)];

    private static string Checkpoint(string name) => ReferenceFiles.Path($"data/serialization/{name}");

    [Theory]
    [InlineData("a.safetensors")]
    [InlineData("a.npz")]
    public void Weights_come_back_to_the_bit(string name)
    {
        using var folder = new TemporaryFolder();
        var model = Model().Initialize(7);
        model.Save(folder[name]);
        var copy = Model().Load(folder[name]);
        Assert.Equal(model.StateDict().Keys, copy.StateDict().Keys);
        foreach (var (key, tensor) in model.StateDict()) Same.Tensor(HostTensor.From(tensor), HostTensor.From(copy.StateDict()[key]));
    }

    [Theory]
    [InlineData("checkpoint.pth")]
    [InlineData("checkpoint_legacy.pth")]
    [InlineData("checkpoint.safetensors")]
    public void A_checkpoint_of_PyTorch_is_loaded_without_the_prefix_of_DataParallel(string name)
    {
        var model = Model().Load(Checkpoint(name));
        var expected = Safetensors.Read(Checkpoint("checkpoint.safetensors"));
        Assert.Equal(6, model.StateDict().Count);
        foreach (var (key, tensor) in model.StateDict()) Same.Tensor(expected["module." + key], HostTensor.From(tensor));
    }

    [Fact]
    public void The_values_take_the_type_of_the_model()
    {
        var model = Model().To(ElementType.Float64).Load(Checkpoint("checkpoint.pth"));
        Assert.All(model.StateDict().Values, tensor => Assert.Equal(ElementType.Float64, tensor.Type));
        var expected = Safetensors.Read(Checkpoint("checkpoint.safetensors"))["module.1.running_var"];
        Assert.Equal(expected.ToArray<double>(), model.StateDict()["1.running_var"].ToArray<double>());
    }

    [Fact]
    public void What_does_not_fit_is_listed_together_and_nothing_is_changed()
    {
        using var folder = new TemporaryFolder();
        var tensors = TensorFile.Read(Checkpoint("checkpoint.pth"));
        tensors.Remove("module.0.bias");
        tensors["module.2.weight"] = HostTensor.Of<float>([1], 1);
        TensorFile.Write(folder["a.safetensors"], tensors);
        var model = Model(inputs: 5).Initialize(7);
        var before = model.StateDict()["1.weight"].ToArray<float>();
        var error = Assert.Throws<DataException>(() => model.Load(folder["a.safetensors"]));
        Assert.StartsWith(folder["a.safetensors"], error.Message);
        Assert.Contains("missing: 0.bias [3]", error.Message);
        Assert.Contains("unexpected: 2.weight [1]", error.Message);
        Assert.Contains("0.weight (has [3, 2], expected [3, 5])", error.Message);
        Assert.Equal(before, model.StateDict()["1.weight"].ToArray<float>());
    }

    [Fact]
    public void Without_strictness_what_fits_is_loaded_and_shapes_still_must()
    {
        using var folder = new TemporaryFolder();
        var tensors = TensorFile.Read(Checkpoint("checkpoint.pth"));
        tensors.Remove("module.0.bias");
        TensorFile.Write(folder["a.safetensors"], tensors);
        var model = Model().Initialize(7);
        var bias = model.StateDict()["0.bias"].ToArray<float>();
        model.Load(folder["a.safetensors"], strict: false);
        Assert.Equal(bias, model.StateDict()["0.bias"].ToArray<float>());
        Assert.Equal(tensors["module.0.weight"].ToArray<float>(), model.StateDict()["0.weight"].ToArray<float>());
        Assert.Contains("0.weight (has", Assert.Throws<DataException>(() => Model(5).Load(folder["a.safetensors"], strict: false)).Message);
        TensorFile.Write(folder["b.npz"], [new("other", HostTensor.Of<float>([1], 1))]);
        Assert.Contains("unexpected: other [1]", Assert.Throws<DataException>(() => Model().Load(folder["b.npz"], strict: false)).Message);
    }
}
