using System.Runtime.CompilerServices;

namespace NeuralCore.Tests.Data;

/// <summary>Where the data tests find their samples.</summary>
internal static class Files
{
    /// <summary>A sample that came with the tests.</summary>
    public static string Reference(string name) => Path.Combine(AppContext.BaseDirectory, "Reference", "data", name);

    /// <summary>A file of the real data beside the repository; the test is skipped where there is none.</summary>
    public static string Shared(string name, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "data", name));
        if (!File.Exists(path)) Assert.Skip($"needs {name} of ../shared/data, which is not there");
        return path;
    }
}
