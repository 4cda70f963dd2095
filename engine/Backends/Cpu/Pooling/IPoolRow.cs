namespace NeuralCore.Backends;

/// <summary>What a pooling does for one row of outputs, given the rows of its input plane that the windows touch.</summary>
internal interface IPoolRow
{
    /// <summary>Prepares a plane, before its first row.</summary>
    void Begin(long plane);

    /// <summary>Does the outputs of row number <paramref name="row"/> of a plane.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="row">The row, counted through the outer output dimensions.</param>
    /// <param name="inputs">Where the input rows begin in their plane, in row-major order.</param>
    /// <param name="divisor">The product of the outer dimensions' divisors.</param>
    /// <param name="axis">The windows of the innermost dimension.</param>
    void Row(long plane, int row, ReadOnlySpan<int> inputs, double divisor, PoolAxis axis);
}
