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

    /// <summary>Draws the parts at random so that each holds every class in proportion.</summary>
    /// <remarks>
    /// The counts are those of scikit-learn's <c>train_test_split(stratify=…)</c>: of n pixels, test = ⌈(1 − ratio)·n⌉
    /// and train the rest, divided among the classes by largest remainder. The validation part is ⌈v·train⌉ pixels
    /// taken out of the training part, in proportion to what each class has there beyond one, so that none loses its last.
    /// </remarks>
    /// <param name="scene">The scene, whose background is left out.</param>
    /// <param name="trainRatio">The share of the labelled pixels to train on, in (0, 1).</param>
    /// <param name="validationRatio">The share v of the training pixels to put aside, in [0, 1).</param>
    /// <param name="random">Decides which pixels of a class go where.</param>
    /// <exception cref="UsageException">A ratio is out of its range.</exception>
    /// <exception cref="DataException">A class has one labelled pixel only, or there are fewer training or test pixels than classes.</exception>
    public static SceneSplit Stratified(HyperspectralScene scene, double trainRatio, double validationRatio, Generator random)
    {
        if (!(trainRatio > 0 && trainRatio < 1)) throw new UsageException($"the training ratio is {trainRatio}; expected a number between 0 and 1");
        if (!(validationRatio >= 0 && validationRatio < 1)) throw new UsageException($"the validation ratio is {validationRatio}; expected a number from 0 up to, not including, 1");
        var pixelsOf = scene.LabelledPixels.ToLookup(pixel => scene.Labels[pixel]);
        var classes = Enumerable.Range(1, scene.Classes).Select(c => pixelsOf[c].ToArray()).ToArray();
        var sizes = Array.ConvertAll(classes, pixels => pixels.Length);
        if (Array.IndexOf(sizes, 1) is var single && single >= 0)
            throw new DataException($"{scene.Name}: class {single + 1} (label {scene.LabelValues[single]}, {scene.ClassNames[single]}) has one labelled pixel; expected at least two, one to train and one to test on");

        var testCount = CeilingOfShare(1 - (decimal)trainRatio, scene.LabelledPixels.Length);
        var trainCount = scene.LabelledPixels.Length - testCount;
        if (Math.Min(trainCount, testCount) < scene.Classes)
            throw new DataException($"{scene.Name}: a training ratio of {trainRatio} gives {trainCount} training and {testCount} test pixels; expected at least one of each for every of the {scene.Classes} classes");
        var trains = LargestRemainder.Apportion(sizes, trainCount);
        var spare = Array.ConvertAll(trains, count => Math.Max(0, count - 1));
        var validationCount = Math.Min(CeilingOfShare((decimal)validationRatio, trainCount), spare.Sum());
        var validations = LargestRemainder.Apportion(spare, validationCount);

        var (train, validation, test) = (new List<int>(), new List<int>(), new List<int>());
        for (var c = 0; c < classes.Length; c++)
        {
            random.Shuffle(classes[c].AsSpan());
            validation.AddRange(classes[c][..validations[c]]);
            train.AddRange(classes[c][validations[c]..trains[c]]);
            test.AddRange(classes[c][trains[c]..]);
        }
        return new SceneSplit([.. train.Order()], [.. validation.Order()], [.. test.Order()]);
    }

    /// <summary>⌈share·count⌉ in decimal, where 0.7 is 0.7: in binary (1 − 0.7)·10 is a little more than 3.</summary>
    private static int CeilingOfShare(decimal share, int count) => (int)Math.Ceiling(share * count);
}
