using System.Text.Json;
using System.Text.Unicode;

namespace NeuralCore.Serialization;

/// <summary>
/// The header of a safetensors file: 8 bytes of length, then one JSON object of name → {dtype, shape, data_offsets}.
/// The rules are the reference implementation's (huggingface/safetensors, <c>Metadata::validate</c>): the header within
/// the file and 100 MB, the tensors laid end to end without holes or overlaps up to the file's last byte, dtype × shape
/// equal to the bytes; names that stand twice are refused as well.
/// </summary>
internal sealed class SafetensorsHeader
{
    public const int MaxLength = 100_000_000;
    public const string MetadataName = "__metadata__";

    private readonly ByteSource _source;
    private readonly List<(long Begin, long End, string Name)> _ranges = [];
    private readonly long _dataOffset;

    private SafetensorsHeader(ByteSource source)
    {
        _source = source;
        var length = source.ReadUInt64(0, "the header's length");
        if (length > MaxLength)
            throw source.Error(0, $"the header states {length} bytes; at most {MaxLength} are allowed");
        _dataOffset = 8 + (long)length;
        var json = source.Read(8, (long)length, "the header");
        if (!Utf8.IsValid(json)) throw source.Error(8, "the header is not UTF-8 text");
        // The format wants the brace first; blanks may pad only the end.
        if (json.Length == 0 || json[0] != '{') throw source.Error(8, "the header does not begin with '{'");
        try
        {
            Parse(new Utf8JsonReader(json));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            var at = error is JsonException { LineNumber: 0, BytePositionInLine: { } position } ? position : 0;
            throw source.Error(8 + at, $"the header is no valid JSON: {error.Message}", error);
        }
        CheckRanges();
    }

    public OrderedDictionary<string, SafetensorsEntry> Tensors { get; } = [];

    public OrderedDictionary<string, string> Metadata { get; } = [];

    public static SafetensorsHeader Read(ByteSource source) => new(source);

    private void Parse(Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject, "the header", "a JSON object");
        var hasMetadata = false;
        while (NextName(ref json) is { } name)
            if (name != MetadataName) ParseTensor(ref json, name);
            else if (hasMetadata) throw Error(json, $"'{MetadataName}' stands twice in the header");
            else hasMetadata = ParseMetadata(ref json);
        if (json.Read()) throw Error(json, "something follows the header's JSON object");
    }

    private bool ParseMetadata(ref Utf8JsonReader json)
    {
        Expect(ref json, JsonTokenType.StartObject, MetadataName, "an object of strings");
        while (NextName(ref json) is { } key)
        {
            Expect(ref json, JsonTokenType.String, $"{MetadataName}'s '{key}'", "a string");
            if (!Metadata.TryAdd(key, json.GetString()!)) throw Error(json, $"'{key}' stands twice in {MetadataName}");
        }
        return true;
    }

    private void ParseTensor(ref Utf8JsonReader json, string name)
    {
        Expect(ref json, JsonTokenType.StartObject, $"tensor '{name}'", "an object with dtype, shape and data_offsets");
        NumericType? type = null;
        long[]? extents = null, offsets = null;
        while (NextName(ref json) is { } field)
        {
            var known = field switch
            {
                "dtype" => type is null && (type = ParseType(ref json, name)) is not null,
                "shape" => extents is null && (extents = ParseNumbers(ref json, $"the shape of '{name}'")) is not null,
                "data_offsets" => offsets is null && (offsets = ParseNumbers(ref json, $"data_offsets of '{name}'")) is not null,
                _ => throw Error(json, $"tensor '{name}' has a field '{field}'; expected dtype, shape and data_offsets"),
            };
            if (!known) throw Error(json, $"tensor '{name}' states its {field} twice");
        }
        if (type is null || extents is null || offsets is not [var begin, var end])
            throw Error(json, $"tensor '{name}' needs a dtype, a shape and two data_offsets");
        var shape = Extents.ToShape(extents, type.Value, _source, Position(json));
        if (end < begin || end - begin != shape.Count * type.Value.SizeInBytes())
            throw Error(json, $"tensor '{name}' of {type} {shape} takes {shape.Count * type.Value.SizeInBytes()} bytes; its data_offsets are [{begin}, {end}]");
        if (end > _source.Length - _dataOffset)
            throw Error(json, $"tensor '{name}' ends at byte {end} of the data, which has {_source.Length - _dataOffset}; the file is cut short");
        if (!Tensors.TryAdd(name, new SafetensorsEntry(type.Value, shape, _dataOffset + begin)))
            throw Error(json, $"tensor '{name}' stands twice in the header");
        _ranges.Add((begin, end, name));
    }

    private NumericType ParseType(ref Utf8JsonReader json, string name)
    {
        Expect(ref json, JsonTokenType.String, $"the dtype of '{name}'", "a string");
        return SafetensorsTypes.TryParse(json.GetString()!, out var type)
            ? type
            : throw Error(json, $"tensor '{name}' has dtype {json.GetString()}; expected one of {SafetensorsTypes.All}");
    }

    private long[] ParseNumbers(ref Utf8JsonReader json, string what)
    {
        Expect(ref json, JsonTokenType.StartArray, what, "an array of whole numbers");
        var numbers = new List<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            numbers.Add(json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= 0
                ? number
                : throw Error(json, $"{what} must be whole numbers from 0 to {long.MaxValue}"));
        return [.. numbers];
    }

    // Sorted by place, each must begin where the one before ended, and the last must end with the file.
    private void CheckRanges()
    {
        _ranges.Sort();
        var at = 0L;
        foreach (var (begin, end, name) in _ranges)
        {
            if (begin != at)
                throw _source.Error(_dataOffset + at, $"tensor '{name}' begins at byte {begin} of the data, {(begin > at ? "after a hole" : "inside another")}; expected {at}");
            at = end;
        }
        if (_dataOffset + at != _source.Length)
            throw _source.Error(_dataOffset + at, $"{_source.Length - _dataOffset - at} bytes follow the last tensor; expected none");
    }

    private string? NextName(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName ? json.GetString() : null;

    private void Expect(ref Utf8JsonReader json, JsonTokenType token, string what, string expected)
    {
        if (!json.Read() || json.TokenType != token) throw Error(json, $"{what} is not {expected}");
    }

    private static long Position(in Utf8JsonReader json) => 8 + json.TokenStartIndex;

    private DataException Error(in Utf8JsonReader json, string sentence) => _source.Error(Position(json), sentence);
}
