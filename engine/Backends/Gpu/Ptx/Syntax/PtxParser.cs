namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Takes a PTX text apart (PTX ISA 8.0, the part that ILGPU writes and a little more) without judging what its instructions mean.
/// </summary>
internal sealed class PtxParser
{
    private readonly PtxReader _reader;
    private readonly Dictionary<string, PtxFunction> _functions = [];
    private readonly List<PtxVariable> _variables = [];

    private PtxParser(string text) => _reader = new(text);

    /// <summary>Parses a module; a <see cref="DeviceException"/> names the line that is not understood.</summary>
    public static PtxModule Parse(string text)
    {
        var parser = new PtxParser(text);
        var (version, target) = parser.Module();
        return new(version, target, parser._variables, parser._functions, text.Split('\n'));
    }

    private (string Version, string Target) Module()
    {
        var (version, target) = ("", "");
        while (!_reader.AtEnd)
        {
            var word = _reader.Next();
            switch (word)
            {
                case ".version": version = _reader.Next(); break;
                case ".target":
                    target = _reader.Next();
                    while (_reader.Take(",")) _reader.Next();
                    break;
                case ".address_size":
                    if (_reader.Next() is var size && size != "64")
                        throw _reader.Error($"address size {size} is not supported, only 64");
                    break;
                case ".visible" or ".extern" or ".weak": break;
                case ".entry" or ".func": Function(isEntry: word == ".entry"); break;
                default:
                    _variables.Add(Space(word) is { } space
                        ? Variable(space)
                        : throw _reader.Error($"'{word}' is not known at the level of a module"));
                    _reader.Expect(";");
                    break;
            }
        }
        return (version, target);
    }

    private void Function(bool isEntry)
    {
        var line = _reader.Line;
        var returns = !isEntry && _reader.Peek() == "(" ? Parameters() : [];
        var name = _reader.Next();
        var parameters = _reader.Peek() == "(" ? Parameters() : [];
        int? maxThreads = null;
        while (_reader.Peek() is not (";" or "{"))
        {
            var directive = _reader.Next();
            if (directive is not (".maxntid" or ".reqntid" or ".minnctapersm" or ".maxnreg" or ".noreturn"))
                throw _reader.Error($"directive '{directive}' of a function is not known");
            if (directive == ".noreturn") continue;
            var product = _reader.Count();
            while (_reader.Take(",")) product *= _reader.Count();
            if (directive is ".maxntid" or ".reqntid") maxThreads = product;
        }
        var hasBody = !_reader.Take(";");
        var function = new PtxFunction
        {
            Name = name,
            IsEntry = isEntry,
            Line = line,
            Parameters = parameters,
            Returns = returns,
            MaxThreads = maxThreads,
            HasBody = hasBody,
        };
        if (hasBody) new PtxBodyParser(_reader, function, Variable).Parse();
        if (!_functions.TryGetValue(name, out var known) || !known.HasBody) _functions[name] = function;
        else if (hasBody) throw new DeviceException($"PTX line {line}: '{name}' already has a body, at line {known.Line}");
    }

    private List<PtxVariable> Parameters()
    {
        List<PtxVariable> parameters = [];
        _reader.Expect("(");
        while (!_reader.Take(")"))
        {
            if (parameters.Count > 0) _reader.Expect(",");
            var space = _reader.Next();
            if (space != ".param") throw _reader.Error($"a parameter is expected in .param, not in '{space}'");
            parameters.Add(Variable(PtxSpace.Parameter));
        }
        return parameters;
    }

    /// <summary>The state space that a directive names, or null.</summary>
    public static PtxSpace? Space(string word) => word switch
    {
        ".shared" => PtxSpace.Shared,
        ".local" => PtxSpace.Local,
        ".const" => PtxSpace.Constant,
        ".global" => PtxSpace.Global,
        ".param" => PtxSpace.Parameter,
        _ => null,
    };

    // What follows the state space: [.align n] .type name [sizes] [= values].
    private PtxVariable Variable(PtxSpace space)
    {
        var line = _reader.Line;
        int? alignment = null;
        if (_reader.Take(".align")) alignment = _reader.Count();
        var word = _reader.Next();
        if (PtxType.Parse(word.TrimStart('.')) is not { } type || type.Bytes == 0)
            throw _reader.Error($"'{word}' is not a type of a variable");
        // Pointer parameters may say .ptr .global .align n; it tells nothing that is needed here.
        if (_reader.Take(".ptr"))
        {
            if (Space(_reader.Peek()) is not null) _reader.Next();
            if (_reader.Take(".align")) _reader.Count();
        }
        var name = _reader.Next();
        var count = 1;
        while (_reader.Take("["))
        {
            count *= _reader.Peek() == "]" ? 0 : _reader.Count();
            _reader.Expect("]");
        }
        var values = _reader.Take("=") ? Values(type) : [];
        return new(space, name, type, count, alignment ?? type.Bytes, line, values);
    }

    private byte[] Values(PtxType type)
    {
        List<byte> bytes = [];
        var listed = _reader.Take("{");
        do
        {
            if (_reader.Peek() == "{")
            {
                bytes.AddRange(Values(type));
                continue;
            }
            var negative = _reader.Take("-");
            var word = _reader.Next();
            var number = PtxReader.Number(word, negative) ?? throw _reader.Error($"'{word}' is not a number");
            bytes.AddRange(BitConverter.GetBytes(number.Value).Take(type.Bytes));
        }
        while (listed && _reader.Take(","));
        if (listed) _reader.Expect("}");
        return [.. bytes];
    }
}
