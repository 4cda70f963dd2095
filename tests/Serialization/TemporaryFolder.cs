namespace NeuralCore.Tests.Serialization;

/// <summary>A folder of its own for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("neuralcore-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public string[] Files => [.. Directory.EnumerateFileSystemEntries(_path).Select(entry => Path.GetFileName(entry)).Order()];

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
