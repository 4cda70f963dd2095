using NeuralCore.Cli;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>A folder of small images and one network trained on it, once for all tests of a class.</summary>
public sealed class TrainedImages : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Images => this["images"];

    public string Run => this["run"];

    internal CommandLine Result { get; private set; } = null!;

    public string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        TestImages.WriteFolder(Images, count: 20);
        Result = await CommandLine.RunAsync(Arguments(Run, "--epochs", "4"));
        Assert.True(Result.Code == ExitCodes.Ok, Result.Error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The command line of a run, and more options.</summary>
    public string[] Arguments(string output, params string[] more) =>
        ["train", "xo_net", "--data", Images, "--transform", "grey", "--batch", "8", "--out", output, .. more];
}
