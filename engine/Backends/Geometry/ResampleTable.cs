namespace NeuralCore.Backends;

/// <summary>Linear resampling of one dimension as a sparse matrix of two weights a row: y[i] = Σ_k Weight[2i+k] · x[Index[2i+k]].</summary>
/// <param name="Index">The two source positions of each target position.</param>
/// <param name="Weight">Their weights; the second is 0 for nearest-neighbour resampling.</param>
public sealed record ResampleTable(int[] Index, double[] Weight)
{
    /// <summary>The extent of the result.</summary>
    public int Length => Index.Length / 2;
}
