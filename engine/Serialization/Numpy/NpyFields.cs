using System.Globalization;

namespace NeuralCore.Serialization;

/// <summary>The three fields of an npy header, read from its Python text by hand: nothing is evaluated.</summary>
internal sealed class NpyFields
{
    private readonly ByteSource _source;
    private readonly long _offset;
    private readonly string _text;
    private int _at;

    public NpyFields(ByteSource source, long offset, string text)
    {
        (_source, _offset, _text) = (source, offset, text);
        var seen = new HashSet<string>();
        Expect('{');
        while (!Take('}'))
        {
            var key = ParseString();
            if (!seen.Add(key)) throw Error($"the header states {key} twice");
            Expect(':');
            switch (key)
            {
                case "descr": Descr = ParseDescr(); break;
                case "fortran_order": FortranOrder = ParseBool(); break;
                case "shape": Extents = ParseTuple(); break;
                default: throw Error($"the header has a key '{key}'; expected descr, fortran_order and shape");
            }
            if (!Take(',') && Peek() != '}') throw Error("expected ',' or '}' in the header");
        }
        if (Peek() != '\0' || _at < _text.Length) throw Error("something follows the header's dict");
        if (seen.Count != 3)
            throw Error($"the header states {string.Join(", ", seen)}; expected descr, fortran_order and shape");
    }

    public string Descr { get; } = "";

    public bool FortranOrder { get; }

    public long[] Extents { get; } = [];

    public DataException Error(string sentence) => _source.Error(_offset + _at, $"npy: {sentence}");

    private string ParseDescr() => Peek() == '['
        ? throw Error("the array has fields (a structured dtype); save each as an array of its own")
        : ParseString();

    private string ParseString()
    {
        var quote = Peek();
        var end = quote is '\'' or '"' ? _text.IndexOf(quote, _at + 1) : -1;
        if (end < 0) throw Error("expected a quoted text in the header");
        var value = _text[(_at + 1)..end];
        _at = end + 1;
        return value;
    }

    private bool ParseBool()
    {
        Peek();
        foreach (var word in (string[])["True", "False"])
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0)
            {
                _at += word.Length;
                return word == "True";
            }
        throw Error("fortran_order is neither True nor False");
    }

    private long[] ParseTuple()
    {
        var extents = new List<long>();
        Expect('(');
        while (!Take(')'))
        {
            Peek();
            var end = _at;
            while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
            if (!long.TryParse(_text.AsSpan(_at, end - _at), NumberStyles.None, CultureInfo.InvariantCulture, out var extent))
                throw Error("the shape must be a tuple of whole numbers");
            extents.Add(extent);
            _at = end;
            // Python 2 wrote its long integers with an L.
            if (_at < _text.Length && _text[_at] == 'L') _at++;
            if (!Take(',') && Peek() != ')') throw Error("expected ',' or ')' in the shape");
        }
        return [.. extents];
    }

    // The next character that is no blank; '\0' at the end.
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r' or '\t') _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Take(char expected)
    {
        if (Peek() != expected || _at == _text.Length) return false;
        _at++;
        return true;
    }

    private void Expect(char expected)
    {
        if (!Take(expected)) throw Error($"expected '{expected}' in the header");
    }
}
