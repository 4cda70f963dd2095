namespace NeuralCore.Training;

/// <summary>Something gathered over the steps of an epoch, whose value so far goes into a checkpoint when the epoch is cut.</summary>
internal interface IResumable
{
    /// <summary>The value so far as a text; setting it goes on from there, to the last bit.</summary>
    /// <exception cref="FormatException">The text is no such value.</exception>
    string State { get; set; }
}
