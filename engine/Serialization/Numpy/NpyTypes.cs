namespace NeuralCore.Serialization;

/// <summary>The codes that NumPy has for the types of numbers.</summary>
internal static class NpyTypes
{
    private static readonly Dictionary<string, NumericType> ByCode = new()
    {
        ["b1"] = NumericType.Bool,
        ["u1"] = NumericType.UInt8,
        ["i1"] = NumericType.Int8,
        ["u2"] = NumericType.UInt16,
        ["i2"] = NumericType.Int16,
        ["u4"] = NumericType.UInt32,
        ["i4"] = NumericType.Int32,
        ["u8"] = NumericType.UInt64,
        ["i8"] = NumericType.Int64,
        ["f2"] = NumericType.Float16,
        ["f4"] = NumericType.Float32,
        ["f8"] = NumericType.Float64,
    };

    private static readonly Dictionary<NumericType, string> ByType = ByCode.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static bool TryParse(string code, out NumericType type) => ByCode.TryGetValue(code, out type);

    public static string Name(NumericType type) => ByType.TryGetValue(type, out var code)
        ? (type.SizeInBytes() == 1 ? "|" : "<") + code
        : throw new UsageException($"NumPy has no {type}; convert the tensor first, for example by As(NumericType.Float32)");
}
