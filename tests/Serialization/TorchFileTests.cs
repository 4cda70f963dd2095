using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Serialization;

/// <summary>PyTorch's files give the same tensors as the safetensors that PyTorch's numbers were written to directly.</summary>
public sealed class TorchFileTests
{
    private static string File(string name) => ReferenceFiles.Path($"data/serialization/{name}");

    [Fact]
    public void The_reference_state_dict_equals_its_safetensors()
    {
        var expected = Safetensors.Read(ReferenceFiles.Path("data/state_dict.safetensors"));
        Same.Tensors(expected, TensorFile.Read(ReferenceFiles.Path("data/state_dict.pth")));
    }

    [Theory]
    [InlineData("layouts.pth")]
    [InlineData("layouts_protocol4.pth")]
    [InlineData("layouts_legacy.pth")]
    [InlineData("layouts_legacy_protocol4.pth")]
    public void Views_shared_storages_and_every_type_are_read(string name) =>
        Same.Tensors(Safetensors.Read(File("layouts.safetensors")), TensorFile.Read(File(name)));

    [Theory]
    [InlineData("checkpoint.pth")]
    [InlineData("checkpoint_legacy.pth")]
    public void Of_a_checkpoint_the_state_dict_is_taken(string name)
    {
        var expected = Safetensors.Read(File("checkpoint.safetensors"));
        Same.Tensors(expected, TorchFile.Read(File(name)));
        Assert.StartsWith("module.0.weight", expected.Keys.First());
        var stripped = TorchFile.Read(File(name), stripModulePrefix: true);
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"], stripped.Keys);
        Same.Tensor(expected["module.1.running_var"], stripped["1.running_var"]);
    }

    [Fact]
    public void Without_a_state_dict_all_tensors_are_found_under_their_paths()
    {
        var tensors = TorchFile.Read(File("nested.pth"));
        Assert.Contains("optimizer.state.0.exp_avg", tensors.Keys);
        Assert.Equal(["parts.0", "parts.1.0"], tensors.Keys.TakeLast(2));
        Same.Tensor(Safetensors.Read(File("layouts.safetensors"))["plain"], TorchFile.Read(File("lone.pth"))[TensorFile.Unnamed]);
    }

    [Fact]
    public void A_pickled_module_is_refused_by_the_name_of_its_class()
    {
        var error = Assert.Throws<DataException>(() => TorchFile.Read(File("whole_module.pth")));
        Assert.Contains("'torch.nn.parallel.data_parallel.DataParallel' is refused", error.Message);
        Assert.Contains("whole_module.pth (whole_module/data.pkl), offset", error.Message);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        var error = Assert.Throws<DataException>(() => TorchFile.Read(File("version1.npy")));
        Assert.Contains("is no PyTorch file", error.Message);
        Assert.Contains("cannot be opened", Assert.Throws<DataException>(() => TorchFile.Read(File("absent.pth"))).Message);
    }

    [Fact]
    public void The_trained_resnet_of_the_legacy_format_equals_its_safetensors()
    {
        var expected = Safetensors.Read(ReferenceFiles.Shared("data/resnet-cifar10/resnet20-12fca82f.safetensors"));
        var actual = TorchFile.Read(ReferenceFiles.Shared("data/resnet-cifar10/resnet20-12fca82f.th"), stripModulePrefix: true);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, tensor) in expected) Same.Tensor(tensor, actual[name]);
    }
}
