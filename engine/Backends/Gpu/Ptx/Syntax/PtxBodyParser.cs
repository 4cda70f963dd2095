namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Parses the body of one function. Nested scopes may declare the same name again (ILGPU does for every call), so variables
/// get names that are unique within the function.
/// </summary>
internal sealed class PtxBodyParser(PtxReader reader, PtxFunction function, Func<PtxSpace, PtxVariable> variable)
{
    private readonly List<Dictionary<string, string>> _scopes = [];

    /// <summary>Reads from the opening brace to the closing one.</summary>
    public void Parse()
    {
        reader.Expect("{");
        _scopes.Add([]);
        while (_scopes.Count > 0) Statement();
    }

    private void Statement()
    {
        var word = reader.Peek();
        if (reader.Take("{")) _scopes.Add([]);
        else if (reader.Take("}")) _scopes.RemoveAt(_scopes.Count - 1);
        else if (reader.Take(".reg")) Registers();
        else if (reader.Peek(1) == ":") Label();
        else if (word == "@" || char.IsAsciiLetter(word.FirstOrDefault())) Instruction();
        else if (PtxParser.Space(word) is { } space) Declare(space);
        else throw reader.Error($"'{word}' is not known in a function's body");
    }

    private void Declare(PtxSpace space)
    {
        reader.Next();
        var declared = variable(space);
        var name = _scopes.Count == 1 ? declared.Name : $"{declared.Name}#{function.Variables.Count}";
        _scopes[^1][declared.Name] = name;
        function.Variables.Add(declared with { Name = name });
        reader.Expect(";");
    }

    private void Registers()
    {
        if (_scopes.Count > 1) throw reader.Error("registers of a nested scope are not supported");
        var word = reader.Next();
        if (PtxType.Parse(word.TrimStart('.')) is not { } type)
            throw reader.Error($"'{word}' is not a type of a register");
        do
        {
            var name = reader.Next();
            if (!reader.Take("<"))
            {
                function.Registers[name] = type;
                continue;
            }
            var count = reader.Count();
            for (var i = 0; i < count; i++) function.Registers[name + i] = type;
            reader.Expect(">");
        }
        while (reader.Take(","));
        reader.Expect(";");
    }

    private void Label()
    {
        var name = reader.Next();
        reader.Expect(":");
        if (!reader.Take(".branchtargets"))
        {
            if (!function.Labels.TryAdd(name, function.Instructions.Count))
                throw reader.Error($"label '{name}' stands twice in {function.Name}");
            return;
        }
        List<string> targets = [];
        do targets.Add(reader.Next());
        while (reader.Take(","));
        reader.Expect(";");
        function.BranchTables[name] = [.. targets];
    }

    private void Instruction()
    {
        var line = reader.Line;
        string? guard = null;
        var negated = false;
        if (reader.Take("@"))
        {
            negated = reader.Take("!");
            guard = reader.Next();
        }
        line = guard is null ? line : reader.Line;
        var parts = reader.Next().Split('.');
        List<PtxOperand> operands = [];
        while (!reader.Take(";"))
        {
            if (operands.Count > 0) reader.Expect(",");
            operands.Add(Operand());
        }
        function.Instructions.Add(new(line, guard, negated, parts[0], parts[1..], [.. operands]));
    }

    private PtxOperand Operand()
    {
        var operand = Simple();
        return reader.Take("|") ? new(PtxOperandKind.Group, Parts: [operand, Simple()]) : operand;
    }

    private PtxOperand Simple()
    {
        if (reader.Take("[")) return Address();
        if (reader.Take("{")) return Group("}");
        if (reader.Take("(")) return Group(")");
        var negative = reader.Take("-");
        var word = reader.Next();
        if (word == "_") return new(PtxOperandKind.Sink);
        if (PtxReader.Number(word, negative) is { } number) return number;
        if (negative) throw reader.Error($"'-{word}' is not a number");
        if (word == "WARP_SZ") return new(PtxOperandKind.Immediate, Value: PtxWarp.Size);
        if (function.Registers.ContainsKey(word)) return new(PtxOperandKind.Register, word);
        if (word[0] == '%') return new(PtxOperandKind.Special, word);
        if (char.IsAsciiLetter(word[0]) || word[0] is '_' or '$') return new(PtxOperandKind.Symbol, Resolve(word));
        throw reader.Error($"'{word}' is not an operand");
    }

    private PtxOperand Address()
    {
        var origin = Simple();
        var offset = 0L;
        if (reader.Take("+"))
        {
            var negative = reader.Take("-");
            var word = reader.Next();
            offset = (PtxReader.Number(word, negative) ?? throw reader.Error($"'{word}' is not an offset")).Value;
        }
        reader.Expect("]");
        return new(PtxOperandKind.Address, Value: offset, Parts: [origin]);
    }

    private PtxOperand Group(string close)
    {
        List<PtxOperand> parts = [];
        while (!reader.Take(close))
        {
            if (parts.Count > 0) reader.Expect(",");
            parts.Add(Simple());
        }
        return new(PtxOperandKind.Group, Parts: [.. parts]);
    }

    private string Resolve(string name)
    {
        for (var i = _scopes.Count - 1; i >= 0; i--)
            if (_scopes[i].TryGetValue(name, out var unique)) return unique;
        return name;
    }
}
