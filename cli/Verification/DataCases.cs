using System.Text.Json;
using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Verification;

/// <summary>The cases of a data folder: file formats, principal components and patches, metrics, optimizers and schedules.</summary>
internal static class DataCases
{
    private const string Contents = "mat_contents.safetensors";

    private static readonly string[] Known = [Contents, "state_dict.pth", "pca_patches.safetensors", "metrics.json", "optimizers.json"];

    /// <summary>Whether a folder is a data folder.</summary>
    public static bool Recognises(string folder) => Known.Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>The cases whose files are there.</summary>
    public static IEnumerable<ReferenceCase> In(string folder)
    {
        var contents = Path.Combine(folder, Contents);
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            switch (Path.GetExtension(file))
            {
                case ".mat" when File.Exists(contents):
                    yield return new FileCase(name, () => Mat(file, contents));
                    break;
                case ".npz" or ".npy" when File.Exists(contents):
                    yield return new FileCase(name, () => Numpy(file, contents));
                    break;
                case ".pth":
                    yield return new FileCase(name, () => SameTensors(TensorFile.Read(file), TensorFile.Read(Path.ChangeExtension(file, ".safetensors"))));
                    break;
            }
            switch (name)
            {
                case "pca_patches.safetensors":
                    foreach (var reference in PcaCases.In(file)) yield return reference;
                    break;
                case "metrics.json":
                    yield return new FileCase(name, () => MetricsCase.Compare(file));
                    break;
                case "optimizers.json":
                    foreach (var reference in OptimizerCases.In(file)) yield return reference;
                    break;
            }
        }
    }

    private static CaseResult Mat(string file, string contents)
    {
        // A file may hold more than the contents tell of; what both hold must be equal.
        var expected = Safetensors.Read(contents);
        var common = MatFile.Read(file).Variables.Where(variable => variable.IsNumeric && expected.ContainsKey(variable.Name)).ToArray();
        foreach (var variable in common)
        {
            var tensor = expected[variable.Name];
            if (tensor.Shape != variable.Shape) return CaseResult.Failed($"{variable.Name}: shape {variable.Shape}, expected {tensor.Shape}");
            if (!variable.To<double>().SequenceEqual(tensor.ToArray<double>())) return CaseResult.Failed($"{variable.Name}: values differ");
        }
        return common.Length > 0 ? CaseResult.Passed($"{common.Length} variables equal") : CaseResult.Failed($"no variable of {Contents}");
    }

    // An .npz names its arrays; a lone .npy holds the one array of equal shape and values.
    private static CaseResult Numpy(string file, string contents)
    {
        var expected = Safetensors.Read(contents);
        var arrays = TensorFile.Read(file);
        if (Path.GetExtension(file) == ".npz")
        {
            return SameTensors(arrays, new(expected.Where(pair => arrays.ContainsKey(pair.Key))));
        }
        var array = arrays.GetAt(0).Value;
        var match = expected.FirstOrDefault(pair => pair.Value.Shape == array.Shape && pair.Value.ToArray<double>().SequenceEqual(array.ToArray<double>()));
        return match.Key is null ? CaseResult.Failed($"no array of {Contents} is equal to {array}") : CaseResult.Passed($"equal to {match.Key}");
    }

    private static CaseResult SameTensors(OrderedDictionary<string, HostTensor> actual, OrderedDictionary<string, HostTensor> expected)
    {
        if (!actual.Keys.Order().SequenceEqual(expected.Keys.Order()))
            return CaseResult.Failed($"names {string.Join(", ", actual.Keys)}, expected {string.Join(", ", expected.Keys)}");
        foreach (var (name, tensor) in actual)
        {
            if (tensor.Shape != expected[name].Shape) return CaseResult.Failed($"{name}: shape {tensor.Shape}, expected {expected[name].Shape}");
            if (!tensor.ToArray<double>().SequenceEqual(expected[name].ToArray<double>())) return CaseResult.Failed($"{name}: values differ");
        }
        return CaseResult.Passed($"{actual.Count} tensors equal");
    }
}

/// <summary>A case of the data folder: no device takes part.</summary>
internal sealed class FileCase(string name, Func<CaseResult> compare) : ReferenceCase("data/" + name)
{
    /// <inheritdoc/>
    public override CaseResult Run(Device device, ElementType type) => compare();
}
