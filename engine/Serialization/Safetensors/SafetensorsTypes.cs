namespace NeuralCore.Serialization;

/// <summary>The names that safetensors has for the types of numbers.</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, NumericType> ByName = new()
    {
        ["BOOL"] = NumericType.Bool,
        ["U8"] = NumericType.UInt8,
        ["I8"] = NumericType.Int8,
        ["U16"] = NumericType.UInt16,
        ["I16"] = NumericType.Int16,
        ["U32"] = NumericType.UInt32,
        ["I32"] = NumericType.Int32,
        ["U64"] = NumericType.UInt64,
        ["I64"] = NumericType.Int64,
        ["F16"] = NumericType.Float16,
        ["BF16"] = NumericType.BFloat16,
        ["F32"] = NumericType.Float32,
        ["F64"] = NumericType.Float64,
    };

    private static readonly Dictionary<NumericType, string> ByType = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static string All => string.Join(", ", ByName.Keys);

    public static string Name(NumericType type) => ByType[type];

    public static bool TryParse(string name, out NumericType type) => ByName.TryGetValue(name, out type);
}
