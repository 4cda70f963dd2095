using NeuralCore.Autograd;

namespace NeuralCore.Nn;

/// <summary>Puts a state dict into a module: everything is compared first, and one message lists all that does not fit.</summary>
internal static class StateLoading
{
    private const int MostNames = 12;

    public static void Load(ModuleBase module, IReadOnlyDictionary<string, Tensor> state, bool strict)
    {
        (string Name, StateTensor State)[] own = [.. module.NamedStates()];
        HashSet<string> names = [.. own.Select(s => s.Name)];
        List<string> problems = [];
        // Shapes must agree in any case, and some name must: else it is another architecture's.
        strict |= !own.Any(s => state.ContainsKey(s.Name));
        if (strict) List(problems, "missing", own.Where(s => !state.ContainsKey(s.Name)).Select(s => $"{s.Name} {s.State.Shape}"));
        var unexpected = state.Where(s => !names.Contains(s.Key) && !IsIgnored(s.Key));
        if (strict) List(problems, "unexpected", unexpected.Select(s => $"{s.Key} {s.Value.Shape}"));
        List(problems, "of another shape", own
            .Where(s => state.TryGetValue(s.Name, out var tensor) && tensor.Shape != s.State.Shape)
            .Select(s => $"{s.Name} (has {state[s.Name].Shape}, expected {s.State.Shape})"));
        if (problems.Count > 0)
            throw new DataException($"the state dict does not fit {module.TypeName}: {string.Join("; ", problems)}; load it into the architecture that it was saved from");

        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        foreach (var (name, target) in own)
            if (state.TryGetValue(name, out var tensor)) target.Assign(tensor);
    }

    /// <summary>Loads what fits by name and shape and names the rest of either side.</summary>
    public static IReadOnlyList<string> LoadMatching(ModuleBase module, IReadOnlyDictionary<string, Tensor> state)
    {
        using var mode = new NoGradScope();
        List<string> left = [];
        HashSet<string> names = [];
        foreach (var (name, target) in module.NamedStates())
        {
            names.Add(name);
            if (state.TryGetValue(name, out var tensor) && tensor.Shape == target.Shape) target.Assign(tensor);
            else left.Add(tensor is null ? $"{name} {target.Shape} (missing)" : $"{name} (has {tensor.Shape}, expected {target.Shape})");
        }
        return [.. left, .. state.Where(s => !names.Contains(s.Key) && !IsIgnored(s.Key)).Select(s => $"{s.Key} {s.Value.Shape} (unexpected)")];
    }

    private static bool IsIgnored(string name) => name.Split('.')[^1] == "num_batches_tracked";

    private static void List(List<string> problems, string what, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (all.Length == 0) return;
        var rest = all.Length > MostNames ? $" and {all.Length - MostNames} more" : "";
        problems.Add($"{what}: {string.Join(", ", all.Take(MostNames))}{rest}");
    }
}
