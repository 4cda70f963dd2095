using System.Text.Json;
using NeuralCore.Backends;
using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Ops;

/// <summary>One call of one operation with the numbers that PyTorch computed for it: result, gradients, gradients of gradients.</summary>
internal sealed class ReferenceCase
{
    private const double Tolerance = 1e-9;

    private readonly OrderedDictionary<string, HostTensor> _tensors;
    private readonly string _name;

    public ReferenceCase(string name)
    {
        _name = name;
        using var file = SafetensorsFile.Open(ReferenceFiles.Path($"ops/{name}.safetensors"));
        _tensors = file.ReadAll();
        Op = file.Metadata["op"];
        Args = JsonDocument.Parse(file.Metadata["args"]).RootElement;
    }

    /// <summary>PyTorch's functional name.</summary>
    public string Op { get; }

    /// <summary>PyTorch's arguments.</summary>
    public JsonElement Args { get; }

    /// <summary>The cases of the named operations.</summary>
    public static IEnumerable<TheoryDataRow<string>> Of(params string[] ops) =>
        from path in Directory.GetFiles(ReferenceFiles.Path("ops"), "*.safetensors").Order()
        let name = Path.GetFileNameWithoutExtension(path)
        where ops.Contains(name[..name.LastIndexOf('-')])
        select new TheoryDataRow<string>(name);

    /// <summary>Runs the call and compares everything that the file holds.</summary>
    /// <param name="call">The operation, from PyTorch's arguments by name; null for an absent one.</param>
    /// <param name="device">Where it runs.</param>
    public void Check(Func<Func<string, Tensor?>, Tensor> call, Device device)
    {
        Dictionary<string, Tensor> inputs = Named("input.", device);
        foreach (var input in inputs.Values) input.RequiresGrad = true;
        var upstream = Load("grad_output", device).WithGrad();

        var output = call(inputs.GetValueOrDefault);
        Compare("result", new() { ["output"] = output }, new() { ["output"] = _tensors["output"].ToArray<double>() });

        string[] names = [.. inputs.Keys];
        Tensor[] leaves = [.. inputs.Values];
        var gradients = Gradients.Of([output], leaves, [upstream], createGraph: true);
        Compare("gradient",
            names.Index().ToDictionary(n => n.Item, n => gradients[n.Index]),
            names.ToDictionary(n => n, n => Stored($"grad.{n}", inputs[n].Count)));

        // S = Σ ⟨gradient, direction⟩ as one walk back through the gradients.
        var directions = Named("direction.", device);
        var used = Enumerable.Range(0, names.Length).Where(i => directions.ContainsKey(names[i]) && gradients[i]?.RequiresGrad == true).ToArray();
        if (used.Length == 0) return;
        var second = Gradients.Of(
            [.. used.Select(i => gradients[i]!)], [.. leaves, upstream], [.. used.Select(i => directions[names[i]])], retainGraph: true);
        string[] all = [.. names, "grad_output"];
        Compare("second order",
            all.Index().ToDictionary(n => n.Item, n => second[n.Index]),
            all.ToDictionary(n => n, n => Stored($"second.{n}", n == "grad_output" ? upstream.Count : inputs[n].Count)));
    }

    private Tensor Load(string name, Device device) =>
        Tensor.FromDoubles(_tensors[name].ToArray<double>(), _tensors[name].Shape, ElementType.Float64, device);

    private Dictionary<string, Tensor> Named(string prefix, Device device) => _tensors.Keys
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[prefix.Length..], name => Load(name, device));

    // What is absent is zero.
    private double[] Stored(string name, long count) => _tensors.TryGetValue(name, out var tensor) ? tensor.ToArray<double>() : new double[count];

    private void Compare(string kind, Dictionary<string, Tensor?> actual, Dictionary<string, double[]> expected)
    {
        var largest = expected.Values.Max(Norm);
        foreach (var (name, b) in expected)
        {
            var a = actual[name]?.ToArray<double>() ?? new double[b.Length];
            Assert.Equal(b.Length, a.Length);
            var difference = Norm([.. a.Zip(b, (p, q) => p - q)]);
            var allowed = Tolerance * (Norm(b) + 1e-3 * largest);
            Assert.True(difference <= allowed, $"{_name}, {kind} {name}: differs by {difference}, allowed {allowed}, norm {Norm(b)}");
        }
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));
}
