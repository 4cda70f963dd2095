using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Verification;

/// <summary>Whitened principal components, explained variance and zero-padded patches, against scikit-learn's.</summary>
internal static class PcaCases
{
    private const double Tolerance = 1e-9;

    public static IEnumerable<ReferenceCase> In(string file)
    {
        yield return new FileCase("pca components", () => Components(file));
        yield return new FileCase("pca explained variance", () => Variance(file));
        yield return new FileCase("patches", () => Patches(file));
    }

    private static (Pca Pca, double[] Cube, int Bands) Fit(OrderedDictionary<string, HostTensor> tensors)
    {
        var cube = tensors["cube"].ToArray<double>();
        var bands = tensors["cube"].Shape[^1];
        return (Pca.Fit<double>(cube, bands, tensors["components"].Shape[^1]), cube, bands);
    }

    private static CaseResult Components(string file)
    {
        var tensors = Safetensors.Read(file);
        var (pca, cube, bands) = Fit(tensors);
        return UpToSign(pca.Transform<double>(cube, bands), tensors["components"].ToArray<double>(), pca.Count, out _);
    }

    private static CaseResult Variance(string file)
    {
        var tensors = Safetensors.Read(file);
        var (pca, _, _) = Fit(tensors);
        var expected = tensors["explained_variance_ratio"].ToArray<double>();
        var error = pca.VarianceRatios.ToArray().Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        return error <= Tolerance ? CaseResult.Passed($"error {error:e1}") : CaseResult.Failed($"error {error:e1}");
    }

    // The patches' channels carry the signs of the components, so both are brought to the file's signs first.
    private static CaseResult Patches(string file)
    {
        var tensors = Safetensors.Read(file);
        var (pca, cube, bands) = Fit(tensors);
        var expected = tensors["patches_nhwc"];
        var (n, window) = (expected.Shape[0], expected.Shape[1]);
        var reduced = pca.Transform<double>(cube, bands);
        if (UpToSign(reduced, tensors["components"].ToArray<double>(), pca.Count, out var signs) is { Outcome: not Outcome.Passed } failure) return failure;

        var shape = tensors["cube"].Shape.With(2, pca.Count);
        var sampler = new PatchSampler([.. reduced.Select((v, i) => (float)(v * signs[i % pca.Count]))], shape, window);
        var labels = tensors["ground_truth"].ToArray<long>();
        int[] pixels = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] > 0)];
        if (pixels.Length != n) return CaseResult.Failed($"{pixels.Length} labelled pixels, expected {n}");
        if (!pixels.Select(p => labels[p]).SequenceEqual(tensors["labels"].ToArray<long>()) &&
            !pixels.Select(p => labels[p] - 1).SequenceEqual(tensors["labels"].ToArray<long>())) return CaseResult.Failed("the labels differ");

        var patches = new float[sampler.BatchShape(n).Count];
        sampler.Fill(pixels, patches);
        var values = expected.ToArray<double>();
        var worst = 0.0;
        for (var i = 0; i < n; i++)
            for (var y = 0; y < window; y++)
                for (var x = 0; x < window; x++)
                    for (var c = 0; c < pca.Count; c++)
                        worst = Math.Max(worst, Math.Abs(patches[((i * pca.Count + c) * window + y) * window + x] - values[((i * window + y) * window + x) * pca.Count + c]));
        return worst <= 1e-6 ? CaseResult.Passed($"{n} patches, error {worst:e1} (stored as float)") : CaseResult.Failed($"error {worst:e1}");
    }

    private static CaseResult UpToSign(double[] actual, double[] expected, int count, out double[] signs)
    {
        signs = new double[count];
        if (actual.Length != expected.Length) return CaseResult.Failed($"{actual.Length} values, expected {expected.Length}");
        var worst = 0.0;
        for (var c = 0; c < count; c++)
        {
            double product = 0, distance = 0;
            for (var i = c; i < actual.Length; i += count) product += actual[i] * expected[i];
            signs[c] = product < 0 ? -1 : 1;
            for (var i = c; i < actual.Length; i += count) distance = Math.Max(distance, Math.Abs(signs[c] * actual[i] - expected[i]));
            worst = Math.Max(worst, distance);
        }
        return worst <= Tolerance ? CaseResult.Passed($"error {worst:e1}") : CaseResult.Failed($"error {worst:e1}");
    }
}
