using System.Globalization;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Walks over the tokens of a PTX text; every complaint is a <see cref="DeviceException"/> that names the line.</summary>
internal sealed class PtxReader(string text)
{
    private readonly List<PtxToken> _tokens = PtxLexer.Tokens(text);
    private int _at;

    /// <summary>Whether all tokens are read.</summary>
    public bool AtEnd => _at >= _tokens.Count;

    /// <summary>The line of the next token.</summary>
    public int Line => AtEnd ? (_tokens.Count == 0 ? 1 : _tokens[^1].Line) : _tokens[_at].Line;

    /// <summary>The next token without taking it; empty at the end.</summary>
    public string Peek(int ahead = 0) => _at + ahead < _tokens.Count ? _tokens[_at + ahead].Text : "";

    /// <summary>Takes the next token.</summary>
    public string Next() => AtEnd ? throw Error("the text ends in the middle of a statement") : _tokens[_at++].Text;

    /// <summary>Takes the next token if it is this one.</summary>
    public bool Take(string token)
    {
        if (Peek() != token) return false;
        _at++;
        return true;
    }

    /// <summary>Takes the next token, which must be this one.</summary>
    public void Expect(string token)
    {
        if (!Take(token)) throw Error($"'{token}' is expected where '{Peek()}' stands");
    }

    /// <summary>Takes an integer that is not negative.</summary>
    public int Count()
    {
        var word = Next();
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error($"a count is expected where '{word}' stands");
    }

    /// <summary>An error at the next token's line.</summary>
    public DeviceException Error(string message) => new($"PTX line {Line}: {message}");

    /// <summary>Reads a number as PTX writes it: decimal, 0x…, 0b…, octal 0…, with U at its end, 0f…, 0d…; null when it is none.</summary>
    public static PtxOperand? Number(string word, bool negative)
    {
        if (word.Length == 0 || !char.IsAsciiDigit(word[0])) return null;
        var lower = word.ToLowerInvariant();
        if (lower.StartsWith("0f") && lower.Length == 10)
            return Hex(lower[2..]) is { } single
                ? new(PtxOperandKind.Float, Value: (long)(single ^ (negative ? 1ul << 31 : 0)))
                : null;
        if (lower.StartsWith("0d") && lower.Length == 18)
            return Hex(lower[2..]) is { } real
                ? new(PtxOperandKind.Double, Value: (long)(real ^ (negative ? 1ul << 63 : 0)))
                : null;
        if (lower.EndsWith('u')) lower = lower[..^1];
        ulong? value = lower switch
        {
            _ when lower.StartsWith("0x") => Hex(lower[2..]),
            _ when lower.StartsWith("0b") && lower[2..].All(c => c is '0' or '1') => Convert.ToUInt64(lower[2..], 2),
            _ when lower.Length > 1 && lower[0] == '0' && lower.All(c => c is >= '0' and <= '7') => Convert.ToUInt64(lower, 8),
            _ => ulong.TryParse(lower, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) ? plain : null,
        };
        return value is { } bits ? new(PtxOperandKind.Immediate, Value: negative ? -(long)bits : (long)bits) : null;
    }

    private static ulong? Hex(string digits) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
}
