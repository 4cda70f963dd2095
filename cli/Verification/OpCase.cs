using System.Text.Json;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Verification;

/// <summary>One call of one operation: result, gradients and gradients of gradients against the file's.</summary>
internal sealed class OpCase(string file) : ReferenceCase("ops/" + Path.GetFileNameWithoutExtension(file))
{
    /// <inheritdoc/>
    public override CaseResult Run(Device device, ElementType type)
    {
        using var reader = SafetensorsFile.Open(file);
        var op = reader.Metadata.GetValueOrDefault("op") ?? throw new DataException($"{file}: its metadata names no 'op'");
        if (!TorchCalls.All.TryGetValue(op, out var call)) return CaseResult.Skipped($"there is no operation '{op}' yet");
        using var json = JsonDocument.Parse(reader.Metadata.GetValueOrDefault("args") ?? "{}");
        using var scope = new MemoryScope();

        OrderedDictionary<string, Tensor> inputs = [];
        foreach (var name in Names(reader, "input."))
        {
            // What PyTorch took no gradient of (a loss's target) is a constant here too.
            inputs[name] = Read(reader, "input." + name);
            inputs[name].RequiresGrad = reader.Names.Contains("grad." + name);
        }
        var arguments = new TorchArguments(inputs, json.RootElement);
        var comparison = new Comparison(type);
        Tensor y;
        try
        {
            y = call(arguments, comparison);
        }
        catch (NotThereYetException missing)
        {
            return CaseResult.Skipped(missing.Message);
        }
        var dy = Read(reader, "grad_output").WithGrad();
        comparison.Add("result", "output", Values(reader, "output"), y.ToArray<double>());

        (string Name, Tensor Value)[] leaves = [.. inputs.Where(input => input.Value.RequiresGrad).Select(input => (input.Key, input.Value))];
        Tensor[] xs = [.. leaves.Select(leaf => leaf.Value)];
        var dxs = Gradients.Of([y], xs, [dy], createGraph: true);
        for (var i = 0; i < xs.Length; i++)
        {
            var name = leaves[i].Name;
            comparison.Add("gradient", $"grad.{name}", Expected($"grad.{name}", xs[i].Count), Values(dxs[i], xs[i].Count));
        }
        SecondOrder();
        return comparison.Result();

        void SecondOrder()
        {
            // S = Σ ⟨grad.X, direction.X⟩ is differentiated by every input and by the upstream gradient.
            var parts = Enumerable.Range(0, xs.Length)
                .Where(i => dxs[i] is { RequiresGrad: true } && reader.Names.Contains($"direction.{leaves[i].Name}")).ToArray();
            Tensor[] by = [.. xs, dy];
            var second = parts.Length == 0 ? new Tensor?[by.Length] : Gradients.Of(
                [.. parts.Select(i => dxs[i]!)], by, [.. parts.Select(i => Read(reader, $"direction.{leaves[i].Name}"))]);
            for (var i = 0; i < by.Length; i++)
            {
                var name = i < xs.Length ? $"second.{leaves[i].Name}" : "second.grad_output";
                if (reader.Names.Any(n => n.StartsWith("second.", StringComparison.Ordinal)))
                    comparison.Add("second order", name, Expected(name, by[i].Count), Values(second[i], by[i].Count));
            }
        }

        Tensor Read(SafetensorsFile source, string name)
        {
            var tensor = source.Read(name);
            return Tensor.FromDoubles(tensor.ToArray<double>(), tensor.Shape, type, device);
        }

        double[] Expected(string name, long count) => reader.Names.Contains(name) ? Values(reader, name) : new double[count];
    }

    private static IEnumerable<string> Names(SafetensorsFile reader, string prefix) =>
        reader.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    private static double[] Values(SafetensorsFile reader, string name) => reader.Read(name).ToArray<double>();

    private static double[] Values(Tensor? tensor, long count) => tensor?.ToArray<double>() ?? new double[count];
}
