using System.Runtime.InteropServices;
using System.Text.Json;

namespace NeuralCore.Tests.Data;

/// <summary>The numbers of a small safetensors file, as doubles.</summary>
internal static class Tensors
{
    public static Dictionary<string, (Shape Shape, double[] Values)> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = (int)BitConverter.ToInt64(bytes);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
        var result = new Dictionary<string, (Shape, double[])>();
        foreach (var entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            int[] Numbers(string name) => [.. entry.Value.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
            var data = bytes.AsSpan((8 + header + Numbers("data_offsets")[0])..(8 + header + Numbers("data_offsets")[1]));
            result[entry.Name] = (new Shape(Numbers("shape")), entry.Value.GetProperty("dtype").GetString() switch
            {
                "F64" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
                "F32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), value => (double)value),
                "I64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), value => (double)value),
                var other => throw new NotSupportedException(other),
            });
        }
        return result;
    }
}
