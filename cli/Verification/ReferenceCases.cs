namespace NeuralCore.Cli.Verification;

/// <summary>Finds the cases under a folder laid out as <c>ops/*.safetensors</c>, <c>models/*.json</c> and <c>data/*</c>.</summary>
internal static class ReferenceCases
{
    /// <summary>The cases in the order of their names.</summary>
    /// <exception cref="DataException">The folder is absent or holds none.</exception>
    public static IReadOnlyList<ReferenceCase> Find(string folder)
    {
        if (!Directory.Exists(folder)) throw new DataException($"{folder}: no such folder");
        List<ReferenceCase> cases = [];
        foreach (var part in Parts(folder))
        {
            if (DataCases.Recognises(part))
            {
                cases.AddRange(DataCases.In(part));
                continue;
            }
            cases.AddRange(Files(part, "*.safetensors").Select(file => new OpCase(file)));
            cases.AddRange(Files(part, "*.json").Select(file => new ModelCase(file)));
        }
        return cases.Count > 0
            ? cases
            : throw new DataException($"{folder}: holds no reference cases; expected ops/*.safetensors, models/*.json or data/");
    }

    // The folder itself, or the three that it may hold.
    private static IEnumerable<string> Parts(string folder)
    {
        string[] inner = [.. new[] { "ops", "models", "data" }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists)];
        return inner.Length > 0 ? inner : [folder];
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal);
}
