namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>One use of a function: where its registers, variables and labels are. The entry has one, each inlined call another.</summary>
internal sealed class PtxFrame(PtxFunction function, PtxFrame? caller)
{
    /// <summary>The function.</summary>
    public PtxFunction Function => function;

    /// <summary>Whether this is the entry.</summary>
    public bool IsEntry => caller is null;

    /// <summary>The slots of registers that are used.</summary>
    public Dictionary<string, PtxSlot> Slots { get; } = [];

    /// <summary>The numbers of predicates that are used.</summary>
    public Dictionary<string, int> Predicates { get; } = [];

    /// <summary>Variables and parameters by name.</summary>
    public Dictionary<string, PtxPlacement> Variables { get; } = [];

    /// <summary>The index of the first operation of each of the function's instructions, and of the end.</summary>
    public int[] Starts { get; } = new int[function.Instructions.Count + 1];

    /// <summary>Whether the function is this one or one that calls it.</summary>
    public bool Calls(PtxFunction other) => function == other || caller?.Calls(other) == true;
}
