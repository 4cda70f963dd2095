using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>A hyperspectral scene made ready for a network: reduced to principal components, split, and cut into patches on the fly.</summary>
internal sealed class SceneTask
{
    private readonly PatchSampler _sampler;
    private readonly Device _device;

    private SceneTask(HyperspectralScene scene, SceneSplit split, Pca pca, int window, Device device)
    {
        (Scene, Split, Pca) = (scene, split, pca);
        var reduced = pca.Transform<float>(scene.Cube, scene.Bands);
        (_sampler, _device) = (new PatchSampler(reduced, [scene.Height, scene.Width, pca.Count], window), device);
    }

    /// <summary>The scene.</summary>
    public HyperspectralScene Scene { get; }

    /// <summary>Which pixels train, validate and test.</summary>
    public SceneSplit Split { get; }

    /// <summary>The principal components.</summary>
    public Pca Pca { get; }

    /// <summary>Some pixels of the reduced scene as batches of patches and classes; a lone last pixel joins the batch before it.</summary>
    public DataLoader Loader(int[] pixels, int batch, bool shuffles, ulong seed = 0) =>
        new(new PatchDataset(Scene, _sampler, pixels), batch) { Shuffles = shuffles, Seed = seed, Last = LastBatch.Join, Device = _device };

    /// <summary>Prepares a new run.</summary>
    /// <exception cref="DataException">The scene's files, sizes or labels do not serve.</exception>
    public static SceneTask Prepare(TrainConfiguration configuration, Device device)
    {
        var scene = Load(configuration);
        if (configuration.Window > Math.Min(scene.Height, scene.Width))
            throw new DataException($"{scene.Name}: a window of {configuration.Window} is larger than the scene of {scene.Height}×{scene.Width}; choose a smaller --window");
        var split = SceneSplit.Stratified(scene, configuration.TrainRatio, configuration.ValidationRatio, new Generator(configuration.Seed, Generator.Streams.Data));
        return new(scene, split, Pca.Fit<float>(scene.Cube, scene.Bands, configuration.Bands), configuration.Window, device);
    }

    /// <summary>Takes up what a run has kept.</summary>
    /// <exception cref="DataException">A file is absent, damaged or of another scene.</exception>
    public static SceneTask Restore(TrainConfiguration configuration, string preprocessing, Device device)
    {
        var scene = LoadAgain(configuration);
        var tensors = Safetensors.Read(preprocessing);
        int[] Pixels(string name) => !tensors.TryGetValue(name, out var tensor)
            ? throw new DataException($"{preprocessing}: holds no '{name}'; there are {string.Join(", ", tensors.Keys)}")
            : tensor.ToArray<int>() is var pixels && Array.TrueForAll(pixels, p => p >= 0 && p < scene.Labels.Length && scene.Labels[p] > 0)
                ? pixels
                : throw new DataException($"{preprocessing}: '{name}' names pixels that are not labelled in {scene.Name}; expected the scene that the run was trained on");
        var split = new SceneSplit(Pixels("split.train"), Pixels("split.validation"), Pixels("split.test"));
        var pca = Pca.FromArrays(tensors.Where(t => t.Key.StartsWith("pca.", StringComparison.Ordinal))
            .ToDictionary(t => t.Key["pca.".Length..], t => (t.Value.Shape, t.Value.ToArray<double>())));
        return new(scene, split, pca, configuration.Window, device);
    }

    /// <summary>Writes all that <see cref="Restore"/> needs besides the scene.</summary>
    public void Save(string path)
    {
        List<KeyValuePair<string, HostTensor>> tensors = [];
        foreach (var (name, (shape, values)) in Pca.ToArrays()) tensors.Add(new("pca." + name, HostTensor.Of(shape, values)));
        foreach (var (name, pixels) in new[] { ("train", Split.Train), ("validation", Split.Validation), ("test", Split.Test) })
            tensors.Add(new("split." + name, HostTensor.Of([pixels.Length], pixels)));
        Safetensors.Write(path, tensors);
    }

    private static HyperspectralScene LoadAgain(TrainConfiguration configuration)
    {
        try
        {
            return Load(configuration);
        }
        catch (DataException error) when (Missing(configuration.Data) || Missing(configuration.Labels))
        {
            throw new DataException($"{error.Message}; if the scene has moved since the training, say where to with --data and --labels", error);
        }
    }

    private static bool Missing(string? path) => path is not null and not TrainConfiguration.Synthetic && !Path.Exists(path);

    private static HyperspectralScene Load(TrainConfiguration configuration) => configuration.Data == TrainConfiguration.Synthetic
        ? SyntheticScene.Create(configuration.Seed)
        : SceneFile.Load(configuration.Data, configuration.Labels, configuration.CubeVariable, configuration.LabelsVariable);
}
