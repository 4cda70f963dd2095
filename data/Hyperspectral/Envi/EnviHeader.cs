using System.Globalization;

namespace NeuralCore.Data;

/// <summary>The text header (.hdr) that says how an ENVI image lies in its binary file.</summary>
/// <remarks>L3Harris, "ENVI Header Files": the word ENVI, then lines <c>key = value</c>; a value in braces may span lines.</remarks>
internal sealed class EnviHeader
{
    private const int LongestHeader = 16 << 20;

    private readonly Dictionary<string, string> _fields;

    private EnviHeader(string path, Dictionary<string, string> fields)
    {
        (Path, _fields) = (path, fields);
        (Height, Width, Bands) = (Integer("lines", 1), Integer("samples", 1), Integer("bands", 1, absent: 1));
        (Offset, DataType) = (Integer("header offset", 0, absent: 0), Integer("data type", 0));
        BigEndian = Integer("byte order", 0, absent: 0) switch
        {
            0 => false,
            1 => true,
            var other => throw Bad($"byte order is {other}; expected 0 (little-endian) or 1 (big-endian)"),
        };
        Interleave = Field("interleave")?.ToLowerInvariant() ?? throw Bad("it gives no interleave; expected bsq, bil or bip");
        if (Interleave is not ("bsq" or "bil" or "bip")) throw Bad($"interleave is {Interleave}; expected bsq, bil or bip");
        if (Integer("file compression", 0, absent: 0) != 0) throw Bad("the image is compressed; expected a plain one (file compression = 0)");
        ClassNames = Field("class names") is { } names ? [.. names.Trim('{', '}', ' ').Split(',', StringSplitOptions.TrimEntries)] : [];
    }

    public string Path { get; }

    public int Height { get; }

    public int Width { get; }

    public int Bands { get; }

    public int Offset { get; }

    public int DataType { get; }

    public bool BigEndian { get; }

    /// <summary><c>bsq</c> [B, H, W], <c>bil</c> [H, B, W] or <c>bip</c> [H, W, B].</summary>
    public string Interleave { get; }

    /// <summary>Of a classification the name of each value, 0 (unclassified) first; else empty.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    public static EnviHeader Read(string path)
    {
        using var stream = InputFile.Open(path);
        if (stream.Length > LongestHeader) throw new DataException($"{path} is no ENVI header: it has {stream.Length} bytes");
        using var reader = new StreamReader(stream);
        if (reader.ReadLine()?.Trim() != "ENVI") throw new DataException($"{path}, offset 0: this is no ENVI header: its first line is not the word ENVI");

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(';') || line.IndexOf('=') is var equals && equals < 0) continue;
            var (key, value) = (line[..equals].Trim(), line[(equals + 1)..].Trim());
            while (value.StartsWith('{') && !value.EndsWith('}'))
                value += " " + (reader.ReadLine()?.Trim() ?? throw new DataException($"{path}, offset {stream.Length}: the value of {key} has no closing brace: the header is cut short"));
            fields[key] = value;
        }
        return new EnviHeader(path, fields);
    }

    public DataException Bad(string what) => new($"{Path}: {what}");

    private string? Field(string key) => _fields.GetValueOrDefault(key);

    private int Integer(string key, int least, int? absent = null)
    {
        if (Field(key) is not { } text) return absent ?? throw Bad($"it gives no {key}");
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : throw Bad($"{key} is {text}; expected a whole number of at least {least}");
    }
}
