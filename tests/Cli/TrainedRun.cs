using NeuralCore.Cli;
using NeuralCore.Tests.Serialization;

namespace NeuralCore.Tests.Cli;

/// <summary>One small run, trained once for all tests of a class.</summary>
public sealed class TrainedRun : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private int _copies;

    public string Scene => this["scene.mat"];

    public string Folder => this["run"];

    internal CommandLine Result { get; private set; } = null!;

    public string this[string name] => _folder[name];

    public async ValueTask InitializeAsync()
    {
        SmallScene.Write(Scene);
        Result = await CommandLine.RunAsync(Arguments(Folder));
        Assert.True(Result.Code == ExitCodes.Ok, Result.Error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The command line of a run, and more options.</summary>
    public string[] Arguments(string output, params string[] more) =>
        ["train", "hybridsn", "--data", Scene, "--bands", "13", "--window", "9", "--train-ratio", "0.3", "--epochs", "12", "--batch", "16", "--out", output, .. more];

    /// <summary>A copy of the run, to be damaged.</summary>
    public string Copy()
    {
        var copy = Directory.CreateDirectory(this[$"copy{Interlocked.Increment(ref _copies)}"]).FullName;
        foreach (var file in Directory.GetFiles(Folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
