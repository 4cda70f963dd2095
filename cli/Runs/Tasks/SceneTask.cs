using System.Globalization;
using NeuralCore.Data;
using NeuralCore.Serialization;

namespace NeuralCore.Cli.Runs;

/// <summary>A hyperspectral scene made ready for a network: reduced to principal components, split, and cut into patches on the fly.</summary>
internal sealed class SceneTask : TrainingTask
{
    private readonly HyperspectralScene _scene;
    private readonly SceneSplit _split;
    private readonly Pca _pca;

    private SceneTask(HyperspectralScene scene, SceneSplit split, Pca pca, int window)
    {
        (_scene, _split, _pca) = (scene, split, pca);
        var sampler = new PatchSampler(pca.Transform<float>(scene.Cube, scene.Bands), [scene.Height, scene.Width, pca.Count], window);
        Training = new PatchDataset(scene, sampler, split.Train);
        Validation = new PatchDataset(scene, sampler, split.Validation);
        Test = new PatchDataset(scene, sampler, split.Test);
    }

    /// <inheritdoc/>
    public override string Name => _scene.Name;

    /// <inheritdoc/>
    public override string Noun => "pixels";

    /// <inheritdoc/>
    public override IDataset Training { get; }

    /// <inheritdoc/>
    public override IDataset Validation { get; }

    /// <inheritdoc/>
    public override IDataset Test { get; }

    /// <inheritdoc/>
    public override IEnumerable<string> Introduction =>
    [
        $"{_scene.Name}: {_scene.Height}×{_scene.Width}, {_scene.Bands} bands, {_scene.Classes} classes, {_scene.LabelledPixels.Length:n0} labelled pixels",
        string.Create(CultureInfo.InvariantCulture, $"{_pca.Count} principal components keep {100 * _pca.VarianceRatios.ToArray().Sum():f2} % of the variance"),
    ];

    /// <summary>Prepares a new run.</summary>
    /// <exception cref="DataException">The scene's files, sizes or labels do not serve.</exception>
    public static SceneTask Prepare(RunConfiguration configuration)
    {
        var scene = Load(configuration);
        var window = configuration.Window!.Value;
        if (window > Math.Min(scene.Height, scene.Width))
            throw new DataException($"{scene.Name}: a window of {window} is larger than the scene of {scene.Height}×{scene.Width}; choose a smaller --window");
        var split = SceneSplit.Stratified(scene, configuration.TrainRatio, configuration.ValidationRatio, new Generator(configuration.Seed, Generator.Streams.Data));
        split = new(Limit.Apply(configuration, split.Train), split.Validation, split.Test);
        return new(scene, split, Pca.Fit<float>(scene.Cube, scene.Bands, configuration.Bands!.Value), window);
    }

    /// <summary>Takes up what a run has kept.</summary>
    /// <exception cref="DataException">A file is absent, damaged or of another scene.</exception>
    public static SceneTask Restore(RunConfiguration configuration, RunFolder folder)
    {
        var (scene, file) = (Load(configuration), folder.Preprocessing);
        var tensors = Safetensors.Read(file);
        int[] Pixels(string name) => SavedSplit.Part(tensors, file, name, p => p >= 0 && p < scene.Labels.Length && scene.Labels[p] > 0,
            $"names pixels that are not labelled in {scene.Name}; expected the scene that the run was trained on");
        var split = new SceneSplit(Pixels("train"), Pixels("validation"), Pixels("test"));
        var pca = Pca.FromArrays(tensors.Where(t => t.Key.StartsWith("pca.", StringComparison.Ordinal))
            .ToDictionary(t => t.Key["pca.".Length..], t => (t.Value.Shape, t.Value.ToArray<double>())));
        return new(scene, split, pca, configuration.Window!.Value);
    }

    /// <inheritdoc/>
    public override void Save(RunFolder folder)
    {
        List<KeyValuePair<string, HostTensor>> tensors = [];
        foreach (var (name, (shape, values)) in _pca.ToArrays()) tensors.Add(new("pca." + name, HostTensor.Of(shape, values)));
        Safetensors.Write(folder.Preprocessing, [.. tensors, .. SavedSplit.Tensors(_split.Train, _split.Validation, _split.Test)]);
    }

    private static HyperspectralScene Load(RunConfiguration configuration) => configuration.Data == RunConfiguration.Synthetic
        ? SyntheticScene.Create(configuration.Seed)
        : SceneFile.Load(configuration.Data, configuration.Labels, configuration.DataVariable, configuration.LabelsVariable);
}
