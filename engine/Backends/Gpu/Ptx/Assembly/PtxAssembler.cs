namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Turns an entry into operations; calls are inlined, since ILGPU's functions cannot recurse on a device anyway.</summary>
internal sealed class PtxAssembler(PtxModule module, string? entryName)
{
    private readonly List<PtxOperation> _operations = [];
    private readonly List<Action> _fixups = [];
    private readonly Dictionary<string, PtxPlacement> _globals = [];
    private readonly Dictionary<PtxVariable, PtxPlacement> _shared = [];

    /// <summary>The places.</summary>
    public PtxLayout Layout { get; } = new();

    /// <summary>Whether atomics on global memory were met.</summary>
    public bool HasGlobalAtomics { get; set; }

    /// <summary>The name of the entry, for messages.</summary>
    public string KernelName { get; private set; } = "";

    /// <summary>Decodes everything.</summary>
    public PtxKernel Assemble()
    {
        var entry = module.Entry(entryName);
        if (!entry.HasBody) throw new DeviceException($"PTX line {entry.Line}: entry {entry.Name} has no body");
        KernelName = entry.Name;
        var frame = new PtxFrame(entry, caller: null);
        var (parameters, parameterBytes) = PlaceParameters(entry, frame);
        PlaceVariables();
        Body(frame);
        foreach (var fixup in _fixups) fixup();
        return new()
        {
            Name = entry.Name,
            Module = module,
            Operations = [.. _operations],
            MaxThreads = entry.MaxThreads,
            RegisterBytes = Layout.RegisterBytes,
            ConstantBytes = Layout.ConstantBytes,
            PredicateCount = Layout.PredicateCount,
            Constants = Layout.Constants,
            Specials = Layout.Specials,
            Variables = Layout.Variables,
            ParameterBytes = parameterBytes,
            Parameters = parameters,
            SharedBytes = Layout.SharedBytes,
            SharedWindowBytes = Layout.SharedWindowBytes,
            FrameBytes = Layout.FrameBytes,
            ModuleData = Layout.ModuleData,
            HasGlobalAtomics = HasGlobalAtomics,
        };
    }

    /// <summary>The place of a module's variable.</summary>
    public PtxPlacement? Global(string name) => _globals.GetValueOrDefault(name);

    /// <summary>Does something once all labels have their places.</summary>
    public void Later(Action fixup) => _fixups.Add(fixup);

    // Shared variables of functions exist once a block; the dynamic array has no size yet, so it comes last.
    private void PlaceVariables()
    {
        foreach (var variable in module.Variables.Where(v => v.Count > 0)) _globals[variable.Name] = Layout.Place(variable);
        foreach (var variable in module.Functions.Values.SelectMany(f => f.Variables))
            if (variable.Space == PtxSpace.Shared) _shared[variable] = Layout.Place(variable);
        foreach (var variable in module.Variables.Where(v => v.Count == 0)) _globals[variable.Name] = Layout.Place(variable);
    }

    private static (List<PtxPlacement> Parameters, int Bytes) PlaceParameters(PtxFunction entry, PtxFrame frame)
    {
        List<PtxPlacement> placements = [];
        var bytes = 0;
        foreach (var parameter in entry.Parameters)
        {
            bytes = PtxLayout.Align(bytes, parameter.Alignment);
            var placement = new PtxPlacement(PtxSpace.Parameter, parameter.Name, bytes, parameter.Bytes);
            placements.Add(placement);
            frame.Variables[parameter.Name] = placement;
            bytes += parameter.Bytes;
        }
        return (placements, bytes);
    }

    private void Body(PtxFrame frame)
    {
        var function = frame.Function;
        foreach (var variable in function.Variables)
            frame.Variables[variable.Name] = variable.Space == PtxSpace.Shared ? _shared[variable] : Layout.Place(variable);
        for (var i = 0; i < function.Instructions.Count; i++)
        {
            frame.Starts[i] = _operations.Count;
            var instruction = function.Instructions[i];
            if (instruction.Opcode == "call") Call(frame, instruction);
            else Emit(frame, instruction, PtxInstructionSet.Decode(new(this, frame, instruction)));
        }
        frame.Starts[^1] = _operations.Count;
        // A body that ends without ret returns there; so does each ret of an inlined function.
        if (frame.IsEntry) Emit(frame, new(function.Line, null, false, "ret", [], []), new PtxExit());
    }

    private void Emit(PtxFrame frame, PtxInstruction instruction, PtxOperation operation)
    {
        operation.Line = instruction.Line;
        operation.Index = _operations.Count;
        if (instruction.Guard is { } guard)
        {
            operation.Guard = new PtxDecoder(this, frame, instruction).Predicate(guard);
            operation.GuardNegated = instruction.GuardNegated;
        }
        _operations.Add(operation);
    }

    private void Call(PtxFrame frame, PtxInstruction instruction)
    {
        var decoder = new PtxDecoder(this, frame, instruction);
        if (instruction.Guard is not null) throw decoder.Error("a call under a guard is not supported");
        var operands = instruction.Operands.ToList();
        var returns = operands.Count > 0 && operands[0].Kind == PtxOperandKind.Group ? operands[0].Items : [];
        if (operands.Count > 0 && operands[0].Kind == PtxOperandKind.Group) operands.RemoveAt(0);
        var name = operands.FirstOrDefault()?.Name ?? "";
        var arguments = operands.Count > 1 ? operands[1].Items : [];
        if (!module.Functions.TryGetValue(name, out var function) || !function.HasBody)
            throw decoder.Error($"function '{name}' is called but nowhere defined");
        if (frame.Calls(function)) throw decoder.Error($"function '{name}' calls itself; recursion is not supported");
        if (arguments.Length != function.Parameters.Count || returns.Length != function.Returns.Count)
            throw decoder.Error(
                $"function '{name}' takes {function.Parameters.Count} parameters and returns {function.Returns.Count}, "
                + $"but the call has {arguments.Length} and {returns.Length}");
        var inlined = new PtxFrame(function, frame);
        foreach (var (formal, actual) in function.Parameters.Concat(function.Returns).Zip(arguments.Concat(returns)))
            inlined.Variables[formal.Name] = frame.Variables.TryGetValue(actual.Name, out var place) && place.Bytes == formal.Bytes
                ? place
                : throw decoder.Error($"'{actual.Name}' does not fit parameter '{formal.Name}' of {formal.Bytes} bytes of function '{name}'");
        Body(inlined);
    }
}
