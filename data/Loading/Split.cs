namespace NeuralCore.Data;

/// <summary>Examples in three parts without overlap, each a sorted list of their numbers.</summary>
/// <param name="Train">The examples to learn from.</param>
/// <param name="Validation">The examples put aside to watch the training; none unless asked for.</param>
/// <param name="Test">The examples to be scored once, at the end.</param>
public sealed record Split(int[] Train, int[] Validation, int[] Test)
{
    /// <summary>Draws the parts at random so that each holds every class in proportion.</summary>
    /// <remarks>
    /// The counts are those of scikit-learn's <c>train_test_split(stratify=…)</c>: of n examples, test = ⌈(1 − ratio)·n⌉
    /// and train the rest, divided among the classes by largest remainder. The validation part is ⌈v·train⌉ examples
    /// taken out of the training part, in proportion to what each class has there beyond one, so that none loses its last.
    /// </remarks>
    /// <param name="name">What messages call the whole.</param>
    /// <param name="labels">The class of each example, from 0.</param>
    /// <param name="classNames">The classes' names, for messages.</param>
    /// <param name="trainRatio">The share of the examples to train on, in (0, 1).</param>
    /// <param name="validationRatio">The share v of the training examples to put aside, in [0, 1).</param>
    /// <param name="random">Decides which examples of a class go where.</param>
    /// <exception cref="UsageException">A ratio is out of its range.</exception>
    /// <exception cref="DataException">A class has one example only, or there are fewer training or test examples than classes.</exception>
    public static Split Stratified(
        string name, IReadOnlyList<int> labels, IReadOnlyList<string> classNames, double trainRatio, double validationRatio, Generator random)
    {
        var numbersOf = Enumerable.Range(0, labels.Count).ToLookup(i => labels[i]);
        int[][] classes = [.. classNames.Select((_, c) => numbersOf[c].ToArray())];
        return Draw(name, classes, trainRatio, validationRatio, random, c => $"class {c} ({classNames[c]}) has one example", "examples");
    }

    /// <summary>The same of the members of each class, with the words for a class that has a single one; a class without members takes no part.</summary>
    internal static Split Draw(
        string name, int[][] classes, double trainRatio, double validationRatio, Generator random, Func<int, string> single, string members)
    {
        if (!(trainRatio > 0 && trainRatio < 1)) throw new UsageException($"the training ratio is {trainRatio}; expected a number between 0 and 1");
        if (!(validationRatio >= 0 && validationRatio < 1)) throw new UsageException($"the validation ratio is {validationRatio}; expected a number from 0 up to, not including, 1");
        var sizes = Array.ConvertAll(classes, numbers => numbers.Length);
        if (Array.IndexOf(sizes, 1) is var lonely and >= 0)
            throw new DataException($"{name}: {single(lonely)}; expected at least two, one to train and one to test on");

        var (present, count) = (sizes.Count(size => size > 0), sizes.Sum());
        var testCount = CeilingOfShare(1 - (decimal)trainRatio, count);
        var trainCount = count - testCount;
        if (Math.Min(trainCount, testCount) < present)
            throw new DataException($"{name}: a training ratio of {trainRatio} gives {trainCount} training and {testCount} test {members}; expected at least one of each for every of the {present} classes");
        var trains = LargestRemainder.Apportion(sizes, trainCount);
        var spare = Array.ConvertAll(trains, n => Math.Max(0, n - 1));
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
        return new Split([.. train.Order()], [.. validation.Order()], [.. test.Order()]);
    }

    /// <summary>⌈share·count⌉ in decimal, where 0.7 is 0.7: in binary (1 − 0.7)·10 is a little more than 3.</summary>
    private static int CeilingOfShare(decimal share, int count) => (int)Math.Ceiling(share * count);
}
