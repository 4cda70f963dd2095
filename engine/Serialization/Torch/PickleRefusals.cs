namespace NeuralCore.Serialization;

/// <summary>The opcodes of Python's pickle that are never followed, and why.</summary>
internal static class PickleRefusals
{
    private const string Calls = "it calls a class's constructor, and reading a file executes nothing";
    private const string Extension = "it names its callable by a number that only the writing program knows";
    private const string Needless = "no tensor needs it";
    private const string Text = "it belongs to protocol 0, which cannot hold tensors";

    private static readonly Dictionary<byte, (string Name, string Why)> ByCode = new()
    {
        [(byte)'i'] = ("INST", Calls),
        [(byte)'o'] = ("OBJ", Calls),
        [0x81] = ("NEWOBJ", Calls),
        [0x92] = ("NEWOBJ_EX", Calls),
        [0x82] = ("EXT1", Extension),
        [0x83] = ("EXT2", Extension),
        [0x84] = ("EXT4", Extension),
        [(byte)'P'] = ("PERSID", Text),
        [(byte)'S'] = ("STRING", Text),
        [(byte)'V'] = ("UNICODE", Text),
        [(byte)'F'] = ("FLOAT", Text),
        [(byte)'2'] = ("DUP", Needless),
        [(byte)'B'] = ("BINBYTES", Needless),
        [(byte)'C'] = ("SHORT_BINBYTES", Needless),
        [0x8E] = ("BINBYTES8", Needless),
        [0x8F] = ("EMPTY_SET", Needless),
        [0x90] = ("ADDITEMS", Needless),
        [0x91] = ("FROZENSET", Needless),
        [0x96] = ("BYTEARRAY8", Needless),
        [0x97] = ("NEXT_BUFFER", Needless),
        [0x98] = ("READONLY_BUFFER", Needless),
    };

    public static string Describe(byte code) => ByCode.TryGetValue(code, out var refused)
        ? $"opcode {refused.Name} (0x{code:X2}) is refused: {refused.Why}; save model.state_dict() alone"
        : $"0x{code:X2} is no opcode of Python's pickle; the file is damaged";
}
