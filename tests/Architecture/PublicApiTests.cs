using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace NeuralCore.Tests.Architecture;

/// <summary>The engine's public API is the one in PublicApi.txt, so that no change of it goes unseen.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_one_on_record()
    {
        var actual = typeof(Tensor).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).Replace("\r\n", "\n").TrimEnd() + "\n";
        var file = Path.Combine(Folder(), "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("NEURALCORE_ACCEPT_API") == "1") File.WriteAllText(file, actual);
        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (expected == actual) return;
        var missing = expected.Split('\n').Except(actual.Split('\n')).Take(10);
        var added = actual.Split('\n').Except(expected.Split('\n')).Take(10);
        Assert.Fail($"The public API changed. Gone:\n{string.Join('\n', missing)}\nNew:\n{string.Join('\n', added)}\nIf that is meant, run the test once with NEURALCORE_ACCEPT_API=1 and commit tests/Architecture/PublicApi.txt.");
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
