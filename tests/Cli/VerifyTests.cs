using NeuralCore.Cli;
using NeuralCore.Tests.Reference;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>verify counts what agrees and what does not.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cases_that_agree_pass()
    {
        foreach (var name in new[] { "abs-00", "conv2d-00", "softmax-00" }) Take(name);
        var run = await CommandLine.RunAsync("verify", _folder["."]);
        Assert.Equal((ExitCodes.Ok, "3 passed, 0 failed"), (run.Code, run.Output.Trim()));
    }

    [Fact]
    public async Task A_changed_number_fails_and_is_named()
    {
        Take("abs-00");
        var path = Take("add-00");
        var bytes = File.ReadAllBytes(path);
        bytes[^2] ^= 0x10;   // an exponent bit of the last number
        File.WriteAllBytes(path, bytes);
        var run = await CommandLine.RunAsync("verify", _folder["."]);
        Assert.Equal(ExitCodes.CheckFailed, run.Code);
        Assert.Matches(@"(?m)^failed +ops/add-00: ", run.Output);
        Assert.EndsWith("1 passed, 1 failed", run.Output.Trim());
    }

    [Fact]
    public async Task A_case_cut_short_fails_and_the_others_still_run()
    {
        Take("abs-00");
        var path = Take("add-00");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..200]);
        var run = await CommandLine.RunAsync("verify", _folder["."]);
        Assert.Equal(ExitCodes.CheckFailed, run.Code);
        Assert.Matches(@"(?m)^failed +ops/add-00: .*cut short", run.Output);
        Assert.EndsWith("1 passed, 1 failed", run.Output.Trim());
    }

    [Fact]
    public async Task A_folder_without_cases_is_a_data_error()
    {
        (await CommandLine.RunAsync("verify", _folder["absent"])).AssertRefused(ExitCodes.Data, "no such folder");
        (await CommandLine.RunAsync("verify", _folder["."])).AssertRefused(ExitCodes.Data, "no reference cases");
    }

    private string Take(string name)
    {
        var path = _folder[name + ".safetensors"];
        File.Copy(ReferenceFiles.Path($"ops/{name}.safetensors"), path);
        return path;
    }
}
