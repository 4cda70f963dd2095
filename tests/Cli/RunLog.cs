namespace NeuralCore.Tests.Cli;

/// <summary>A run's <c>log.csv</c>.</summary>
internal static class RunLog
{
    /// <summary>Its lines without the last column, which alone differs between equal runs.</summary>
    public static string[] WithoutSeconds(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, "log.csv")).Select(line => line[..line.LastIndexOf(',')])];
}
