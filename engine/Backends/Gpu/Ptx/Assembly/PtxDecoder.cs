namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Reads one instruction for the family that decodes it: its modifiers in the order in which PTX writes them, then its
/// operands. What is left over or does not fit is an error that names the instruction and its line.
/// </summary>
internal sealed class PtxDecoder(PtxAssembler assembler, PtxFrame frame, PtxInstruction instruction)
{
    private int _modifier;

    /// <summary>The assembler, for what an instruction needs beyond itself.</summary>
    public PtxAssembler Assembler => assembler;

    /// <summary>The function that the instruction stands in.</summary>
    public PtxFrame Frame => frame;

    /// <summary>The instruction.</summary>
    public PtxInstruction Instruction => instruction;

    /// <summary>An error about this instruction.</summary>
    public DeviceException Error(string message) =>
        new($"kernel {assembler.KernelName}, PTX line {instruction.Line}, '{instruction.FullName}': {message}");

    /// <summary>Takes the next modifier if it is one of these; null otherwise.</summary>
    public string? TakeAny(params ReadOnlySpan<string> names)
    {
        if (_modifier >= instruction.Modifiers.Length || !names.Contains(instruction.Modifiers[_modifier])) return null;
        return instruction.Modifiers[_modifier++];
    }

    /// <summary>Takes the next modifier if it is this one.</summary>
    public bool Take(string name) => TakeAny(name) is not null;

    /// <summary>Takes the next modifier, which must be a type.</summary>
    public PtxType Type()
    {
        var name = _modifier < instruction.Modifiers.Length ? instruction.Modifiers[_modifier] : "";
        if (PtxType.Parse(name) is not { } type)
            throw Error(name == "" ? "a type is missing" : $"modifier '.{name}' is not known here");
        _modifier++;
        return type;
    }

    /// <summary>All modifiers must be taken, and there must be this many operands.</summary>
    public void Operands(int count)
    {
        if (_modifier < instruction.Modifiers.Length)
            throw Error($"modifier '.{instruction.Modifiers[_modifier]}' is not known here");
        if (instruction.Operands.Length != count)
            throw Error($"{count} operands are expected, {instruction.Operands.Length} are given");
    }

    /// <summary>An operand as written.</summary>
    public PtxOperand Operand(int i) => instruction.Operands[i];

    /// <summary>The slot that receives a value of this type.</summary>
    public PtxSlot Destination(int i, PtxType type) => Destination(Operand(i), type);

    /// <summary>The slot that receives a value of this type; a wider register may where <paramref name="loose"/> (cvt, ld).</summary>
    public PtxSlot Destination(PtxOperand operand, PtxType type, bool loose = false)
    {
        if (operand.Kind == PtxOperandKind.Sink) return assembler.Layout.Register(type.IsWide);
        if (operand.Kind != PtxOperandKind.Register) throw Error("the destination must be a register");
        return Slot(operand.Name, type, loose);
    }

    /// <summary>The slot of an operand that is read: a register, a constant or a special register.</summary>
    public PtxSlot Source(int i, PtxType type, bool loose = false) => Source(Operand(i), type, loose);

    /// <summary>The slot of an operand that is read.</summary>
    public PtxSlot Source(PtxOperand operand, PtxType type, bool loose = false)
    {
        switch (operand.Kind)
        {
            case PtxOperandKind.Register: return Slot(operand.Name, type, loose);
            case PtxOperandKind.Immediate when !type.IsFloat:
                return assembler.Layout.Constant(Truncate(operand.Value, type), type.IsWide);
            case PtxOperandKind.Float when type.Bytes == 4 && type.Kind is PtxKind.Float or PtxKind.Bits:
            case PtxOperandKind.Double when type.Bytes == 8 && type.Kind is PtxKind.Float or PtxKind.Bits:
                return assembler.Layout.Constant((ulong)operand.Value, type.IsWide);
            case PtxOperandKind.Special when PtxSpecials.IsKnown(operand.Name):
                return type.IsWide
                    ? throw Error($"{operand.Name} has 32 bits, not those of {type}")
                    : assembler.Layout.Special(operand.Name);
            case PtxOperandKind.Special: throw Error($"register '{operand.Name}' is neither declared nor a known special register");
            case PtxOperandKind.Symbol:
                var (_, offset) = Symbol(operand.Name);
                return assembler.Layout.Constant(offset, type.IsWide);
            default: throw Error($"an operand does not fit {type}");
        }
    }

    /// <summary>The number of a predicate that is read; the constants 0 and 1 are predicates too.</summary>
    public int PredicateSource(int i) => Operand(i) switch
    {
        { Kind: PtxOperandKind.Register, Name: var name } => Predicate(name),
        { Kind: PtxOperandKind.Immediate, Value: var value } => value == 0 ? PtxKernel.FalsePredicate : PtxKernel.TruePredicate,
        _ => throw Error("a predicate is expected"),
    };

    /// <summary>The number of a predicate that is written.</summary>
    public int PredicateDestination(PtxOperand operand) => operand.Kind switch
    {
        PtxOperandKind.Sink => assembler.Layout.Predicate(),
        PtxOperandKind.Register => Predicate(operand.Name),
        _ => throw Error("the destination must be a predicate"),
    };

    /// <summary>The number of a predicate register.</summary>
    public int Predicate(string name)
    {
        if (!frame.Function.Registers.TryGetValue(name, out var type))
            throw Error($"register '{name}' is not declared");
        if (type.Kind != PtxKind.Predicate) throw Error($"register '{name}' of {type} is not a predicate");
        return frame.Predicates.TryGetValue(name, out var number)
            ? number
            : frame.Predicates[name] = assembler.Layout.Predicate();
    }

    /// <summary>The space and address of a variable; of constants and globals the device address, else the offset in its space.</summary>
    public (PtxPlacement Place, ulong Address) Symbol(string name)
    {
        var place = frame.Variables.GetValueOrDefault(name) ?? assembler.Global(name)
            ?? throw Error($"'{name}' is not a variable");
        var window = place.Space == PtxSpace.Global ? (ulong)PtxMemory.ModuleWindow << PtxMemory.WindowBits : 0;
        return (place, window + (ulong)place.Offset);
    }

    /// <summary>The index of the instruction that a label stands before, once it is known.</summary>
    public void Target(PtxOperand label, Action<int> use)
    {
        if (!frame.Function.Labels.TryGetValue(label.Name, out var instruction))
            throw Error($"label '{label.Name}' does not exist");
        assembler.Later(() => use(frame.Starts[instruction]));
    }

    private PtxSlot Slot(string name, PtxType type, bool loose)
    {
        if (!frame.Function.Registers.TryGetValue(name, out var declared))
            throw Error($"register '{name}' is not declared");
        if (declared.Kind == PtxKind.Predicate || type.Kind == PtxKind.Predicate || (!loose && declared.IsWide != type.IsWide))
            throw Error($"register '{name}' of {declared} does not fit {type}");
        return frame.Slots.TryGetValue(name, out var slot)
            ? slot
            : frame.Slots[name] = assembler.Layout.Register(declared.IsWide);
    }

    private static ulong Truncate(long value, PtxType type) => type.IsWide ? (ulong)value : (uint)value;
}
