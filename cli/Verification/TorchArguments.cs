using System.Text.Json;
using NeuralCore.Ops;

namespace NeuralCore.Cli.Verification;

/// <summary>The arguments of one call in PyTorch's names: tensors from the file, everything else from its JSON.</summary>
internal sealed class TorchArguments(IReadOnlyDictionary<string, Tensor> tensors, JsonElement json)
{
    /// <summary>The tensor argument of a name.</summary>
    public Tensor this[string name] => tensors[name];

    /// <summary>All tensor arguments in the file's order.</summary>
    public IEnumerable<Tensor> Tensors => tensors.Values;

    /// <summary>The tensor argument of a name, null if the call leaves it out.</summary>
    public Tensor? Optional(string name) => tensors.GetValueOrDefault(name);

    /// <summary>Whether the call gives an argument that is no tensor.</summary>
    public bool Has(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public int Int(string name, int standard = 0) => Has(name) ? json.GetProperty(name).GetInt32() : standard;

    public double Double(string name, double standard = 0) => Has(name) ? json.GetProperty(name).GetDouble() : standard;

    public bool Bool(string name, bool standard = false) => Has(name) ? json.GetProperty(name).GetBoolean() : standard;

    public string Text(string name, string standard = "") => Has(name) ? json.GetProperty(name).GetString()! : standard;

    public int[] Ints(string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Select(v => v.GetInt32())]
        : [json.GetProperty(name).GetInt32()];

    public double[] Doubles(string name) => [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    public double[] Numbers(string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Select(v => v.GetDouble())]
        : [json.GetProperty(name).GetDouble()];

    public Dims Dims(string name) => Has(name) ? new Dims(Ints(name)) : default;

    public Sizes? OptionalSizes(string name) => Has(name) ? new Sizes(Ints(name)) : null;

    public Reduction Reduction() => Text("reduction", "mean") switch
    {
        "none" => NeuralCore.Reduction.None,
        "sum" => NeuralCore.Reduction.Sum,
        _ => NeuralCore.Reduction.Mean,
    };

    public Sizes Sizes(string name, int standard = 1) => Has(name) ? new Sizes(Ints(name)) : standard;

    /// <summary>A list of numbers as a vector beside the other tensors.</summary>
    public Tensor? Vector(string name, Tensor like) => Has(name)
        ? Tensor.FromDoubles(Doubles(name), [json.GetProperty(name).GetArrayLength()], like.Type, like.Device)
        : null;

    /// <summary>A list of class indices or positions as an Int64 tensor.</summary>
    public Tensor Indices(string name, Tensor like)
    {
        long[] values = [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetInt64())];
        return Tensor.From(values, Has(name + "_shape") ? new Shape(Ints(name + "_shape")) : new Shape(values.Length), like.Device);
    }
}
