namespace NeuralCore.Training;

/// <summary>A number gathered over batches.</summary>
public interface IMetric
{
    /// <summary>What it is called in logs.</summary>
    string Name { get; }

    /// <summary>The number over all batches since the last reset.</summary>
    double Value { get; }

    /// <summary>Takes in one batch's output [N, *] and target [N, *].</summary>
    void Update(Tensor output, Tensor target);

    /// <summary>Starts anew.</summary>
    void Reset();
}
