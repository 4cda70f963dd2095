namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>One instruction as written: <c>@%p1 add.sat.f32 %f1, %f2, %f3;</c>.</summary>
/// <param name="Line">The line in the text, counted from one.</param>
/// <param name="Guard">The predicate register that guards it, or null.</param>
/// <param name="GuardNegated">Whether it runs where the guard is false.</param>
/// <param name="Opcode">The part before the first dot.</param>
/// <param name="Modifiers">The parts after it.</param>
/// <param name="Operands">The operands in order.</param>
internal sealed record PtxInstruction(
    int Line, string? Guard, bool GuardNegated, string Opcode, string[] Modifiers, PtxOperand[] Operands)
{
    /// <summary>Opcode and modifiers as written.</summary>
    public string FullName => Modifiers.Length == 0 ? Opcode : $"{Opcode}.{string.Join('.', Modifiers)}";
}

/// <summary>What an operand is.</summary>
internal enum PtxOperandKind
{
    /// <summary>A register, by name.</summary>
    Register,

    /// <summary>A special register such as %tid.x.</summary>
    Special,

    /// <summary>A number, as 64 bits.</summary>
    Immediate,

    /// <summary>A floating number of 32 bits (0f…).</summary>
    Float,

    /// <summary>A floating number of 64 bits (0d…).</summary>
    Double,

    /// <summary>A label, variable or function.</summary>
    Symbol,

    /// <summary>[base + offset], where the base is the single part.</summary>
    Address,

    /// <summary>{a, b, …}, (a, b, …) or a|b: the parts.</summary>
    Group,

    /// <summary>The sink _.</summary>
    Sink,
}

/// <summary>One operand of an instruction.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name of a register, special register or symbol.</param>
/// <param name="Value">The bits of a number, or an address's offset.</param>
/// <param name="Parts">The base of an address, the parts of a group.</param>
internal sealed record PtxOperand(PtxOperandKind Kind, string Name = "", long Value = 0, PtxOperand[]? Parts = null)
{
    /// <summary>The parts of a group or address; none otherwise.</summary>
    public PtxOperand[] Items => Parts ?? [];

    /// <summary>The registers named here, parts included.</summary>
    public IEnumerable<string> Registers => Kind == PtxOperandKind.Register ? [Name] : Items.SelectMany(p => p.Registers);
}
