namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A PTX text taken apart: its version and target, its variables, entries and functions.</summary>
/// <param name="Version">The PTX version, such as "8.0".</param>
/// <param name="Target">The architecture, such as "sm_80".</param>
/// <param name="Variables">Variables outside any function.</param>
/// <param name="Functions">Entries and functions by name; one that is only declared has no body.</param>
/// <param name="Lines">The text, line by line, for messages.</param>
internal sealed record PtxModule(
    string Version,
    string Target,
    IReadOnlyList<PtxVariable> Variables,
    IReadOnlyDictionary<string, PtxFunction> Functions,
    IReadOnlyList<string> Lines)
{
    /// <summary>The text of a line, counted from one, without its indentation.</summary>
    public string LineText(int line) => line >= 1 && line <= Lines.Count ? Lines[line - 1].Trim() : "";

    /// <summary>The entry of that name, or the only one where no name is given; a <see cref="DeviceException"/> where there is none.</summary>
    public PtxFunction Entry(string? name = null)
    {
        var entries = Functions.Values.Where(f => f.IsEntry && (name is null || f.Name == name)).ToList();
        return entries.Count == 1
            ? entries[0]
            : throw new DeviceException(
                $"PTX module has {entries.Count} entries{(name is null ? "" : $" named {name}")}; exactly one is wanted, among: "
                + string.Join(", ", Functions.Values.Where(f => f.IsEntry).Select(f => f.Name)));
    }
}

/// <summary>Where a variable lives.</summary>
internal enum PtxSpace
{
    Generic,
    Global,
    Shared,
    Local,
    Constant,
    Parameter,
}

/// <summary>A variable or parameter: a name for some bytes of a state space.</summary>
/// <param name="Space">The state space.</param>
/// <param name="Name">The name, made unique within its function where scopes repeat it.</param>
/// <param name="Type">The element's type.</param>
/// <param name="Count">The number of elements; 0 for the dynamic array, whose size the launch decides.</param>
/// <param name="Alignment">The alignment in bytes.</param>
/// <param name="Line">The line of the declaration.</param>
/// <param name="Values">The initial bytes of a constant or global array; empty for zeros.</param>
internal sealed record PtxVariable(
    PtxSpace Space, string Name, PtxType Type, int Count, int Alignment, int Line, byte[] Values)
{
    /// <summary>The size in bytes.</summary>
    public int Bytes => Type.Bytes * Count;
}

/// <summary>A kernel entry or a function.</summary>
internal sealed class PtxFunction
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a kernel that the host can launch.</summary>
    public required bool IsEntry { get; init; }

    /// <summary>The line of the declaration.</summary>
    public required int Line { get; init; }

    /// <summary>The parameters in order.</summary>
    public required IReadOnlyList<PtxVariable> Parameters { get; init; }

    /// <summary>The return parameters of a function.</summary>
    public required IReadOnlyList<PtxVariable> Returns { get; init; }

    /// <summary>The most threads a block may have (.maxntid), or null.</summary>
    public int? MaxThreads { get; init; }

    /// <summary>Whether there is a body; a prototype has none.</summary>
    public bool HasBody { get; init; }

    /// <summary>The declared registers by name.</summary>
    public Dictionary<string, PtxType> Registers { get; } = [];

    /// <summary>Shared, local and call-parameter variables of the body.</summary>
    public List<PtxVariable> Variables { get; } = [];

    /// <summary>The instructions in order.</summary>
    public List<PtxInstruction> Instructions { get; } = [];

    /// <summary>For each label the index of the instruction that follows it.</summary>
    public Dictionary<string, int> Labels { get; } = [];

    /// <summary>For each label of a .branchtargets the labels listed there.</summary>
    public Dictionary<string, string[]> BranchTables { get; } = [];
}
