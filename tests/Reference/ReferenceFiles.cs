namespace NeuralCore.Tests.Reference;

/// <summary>Where tests find files: those copied into the project, and, where they are present, those beside it.</summary>
internal static class ReferenceFiles
{
    /// <summary>A file under tests/Reference, such as <c>data/state_dict.pth</c>.</summary>
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Reference", name);

    /// <summary>A file under ../shared beside the project; the test is skipped where it is absent.</summary>
    public static string Shared(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.Path.Combine(folder.FullName, "shared", name) is var path && System.IO.Path.Exists(path)) return path;
        Assert.Skip($"../shared/{name} is not there");
        return "";
    }
}
