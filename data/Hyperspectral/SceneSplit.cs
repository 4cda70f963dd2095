namespace NeuralCore.Data;

/// <summary>The labelled pixels of a scene in three parts without overlap, each a sorted list of indices row·W + column.</summary>
/// <param name="train">The pixels to learn from.</param>
/// <param name="validation">The pixels put aside to watch the training; none unless asked for.</param>
/// <param name="test">The pixels to be scored once, at the end.</param>
public sealed class SceneSplit(int[] train, int[] validation, int[] test)
{
    /// <summary>The pixels to learn from.</summary>
    public int[] Train { get; } = train;

    /// <summary>The pixels put aside to watch the training.</summary>
    public int[] Validation { get; } = validation;

    /// <summary>The pixels to be scored once, at the end.</summary>
    public int[] Test { get; } = test;

    /// <summary>Draws the parts at random so that each holds every class in proportion, counted as <see cref="Split.Stratified"/> does.</summary>
    /// <param name="scene">The scene, whose background is left out.</param>
    /// <param name="trainRatio">The share of the labelled pixels to train on, in (0, 1).</param>
    /// <param name="validationRatio">The share v of the training pixels to put aside, in [0, 1).</param>
    /// <param name="random">Decides which pixels of a class go where.</param>
    /// <exception cref="UsageException">A ratio is out of its range.</exception>
    /// <exception cref="DataException">A class has one labelled pixel only, or there are fewer training or test pixels than classes.</exception>
    public static SceneSplit Stratified(HyperspectralScene scene, double trainRatio, double validationRatio, Generator random)
    {
        var pixelsOf = scene.LabelledPixels.ToLookup(pixel => scene.Labels[pixel]);
        int[][] classes = [.. Enumerable.Range(1, scene.Classes).Select(c => pixelsOf[c].ToArray())];
        var split = Split.Draw(scene.Name, classes, trainRatio, validationRatio, random,
            c => $"class {c + 1} (label {scene.LabelValues[c]}, {scene.ClassNames[c]}) has one labelled pixel", "pixels");
        return new SceneSplit(split.Train, split.Validation, split.Test);
    }
}
