using NeuralCore.Data;

namespace NeuralCore.Cli.Runs;

/// <summary>What a run trains on: examples in three parts, and what must be kept of them besides the weights.</summary>
internal abstract class TrainingTask
{
    /// <summary>What messages call the data: a path, or <c>synthetic</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the examples are called: pixels, images.</summary>
    public abstract string Noun { get; }

    /// <summary>The examples to learn from, augmented if the run does so.</summary>
    public abstract IDataset Training { get; }

    /// <summary>The examples put aside to watch the training; none unless asked for.</summary>
    public abstract IDataset Validation { get; }

    /// <summary>The examples to be scored once, at the end.</summary>
    public abstract IDataset Test { get; }

    /// <summary>What is worth telling of the data, a sentence a line.</summary>
    public abstract IEnumerable<string> Introduction { get; }

    /// <summary>What a network must know of the data.</summary>
    public DataShape Shape => new(Name, Test.InputShape, Test.ClassNames);

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => Test.ClassNames;

    /// <summary>Whether every pixel has a class of its own.</summary>
    public bool IsSegmentation => Test.TargetShape.Rank > 0;

    /// <summary>Writes what a later scoring needs besides the data.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    public abstract void Save(RunFolder folder);
}
