namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Something in a PTX text that a fast kernel must not have.</summary>
internal sealed record PtxFinding(int Line, string Text, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"PTX line {Line} '{Text}': {Message}";
}

/// <summary>What the lint found in a module.</summary>
/// <param name="LiveRegisters">The most 32-bit registers live at once in any function; a lower bound of what ptxas will take.</param>
/// <param name="LivePredicates">The most predicates live at once.</param>
/// <param name="Line">The line before which most registers are live.</param>
/// <param name="Text">That line.</param>
/// <param name="ReadBeforeWritten">Registers that some path reads before anything wrote them.</param>
/// <param name="Findings">Local memory, calls of undefined functions, too many live registers.</param>
internal sealed record PtxLintReport(
    int LiveRegisters, int LivePredicates, int Line, string Text, IReadOnlyList<string> ReadBeforeWritten, IReadOnlyList<PtxFinding> Findings)
{
    /// <summary>All that is wrong, as sentences; none for a kernel that may run.</summary>
    public IEnumerable<string> Complaints =>
        [.. Findings.Select(finding => finding.ToString()), .. ReadBeforeWritten.Select(register => $"the register {register} may be read before anything wrote it")];
}

/// <summary>Looks over PTX without running it: local memory, undefined calls, and how many registers are live at once.</summary>
internal static class PtxLint
{
    /// <summary>Looks over a text; more live registers than the limit are a finding.</summary>
    public static PtxLintReport Check(string text, int maxLiveRegisters = int.MaxValue)
    {
        var module = PtxParser.Parse(text);
        List<PtxFinding> findings = [];
        List<string> unwritten = [];
        var (most, predicates, line) = (0, 0, 1);
        foreach (var function in module.Functions.Values.Where(f => f.HasBody))
        {
            findings.AddRange(LocalMemory(module, function));
            findings.AddRange(UndefinedCalls(module, function));
            var liveness = new PtxLiveness(function);
            unwritten.AddRange(liveness.ReadBeforeWritten);
            for (var i = 0; i < function.Instructions.Count; i++)
            {
                predicates = Math.Max(predicates, liveness.Predicates(i));
                if (liveness.Registers(i) is var registers && registers > most) (most, line) = (registers, function.Instructions[i].Line);
            }
        }
        if (most > maxLiveRegisters)
            findings.Add(new(line, module.LineText(line), $"{most} registers of 32 bits are live here, {maxLiveRegisters} are allowed"));
        return new(most, predicates, line, module.LineText(line), unwritten, findings);
    }

    private static IEnumerable<PtxFinding> LocalMemory(PtxModule module, PtxFunction function) =>
        from variable in module.Variables.Concat(function.Variables)
        where variable.Space == PtxSpace.Local
        select new PtxFinding(variable.Line, module.LineText(variable.Line),
            $"{variable.Bytes} bytes of local memory '{variable.Name}' in {function.Name}: they lie in the device's memory, not in registers");

    private static IEnumerable<PtxFinding> UndefinedCalls(PtxModule module, PtxFunction function) =>
        from instruction in function.Instructions
        where instruction.Opcode == "call"
        let name = instruction.Operands.First(o => o.Kind == PtxOperandKind.Symbol).Name
        where !module.Functions.TryGetValue(name, out var called) || !called.HasBody
        select new PtxFinding(instruction.Line, module.LineText(instruction.Line), $"function '{name}' is called but nowhere defined");
}
