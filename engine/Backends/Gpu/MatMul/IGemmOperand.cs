namespace NeuralCore.Backends.Gpu;

/// <summary>One side of a product as a matrix [lines, depth]: the rows of the left one, the columns of the right one.</summary>
/// <remarks>
/// It comes from the host as the description of the matrix; a thread's copy becomes its cursor by <see cref="Start"/>, so
/// that whatever can be computed once stays out of the loop over the depth. Four elements are read at a time: four
/// neighbours (<see cref="InQuads"/>), or one element of each of four lines (along the depth), or four of one line, a step
/// apart (along the lines); either way neighbouring threads read neighbouring elements. A line beyond the last reads another line's
/// elements, since its results are stored nowhere.
/// </remarks>
internal interface IGemmOperand<V> where V : unmanaged, ILane<V>
{
    /// <summary>Whether neighbours in memory follow one another along the depth; else along the lines.</summary>
    static abstract bool AlongDepth { get; }

    /// <summary>Whether four neighbours are read at once; then they all lie inside the matrix or all outside.</summary>
    static abstract bool InQuads { get; }

    /// <summary>How heavily its cursor lies on the registers during the loop: 0 where 8 × 8 sums fit beside it.</summary>
    static virtual int Burden => 0;

    /// <summary>Puts the cursor at its first element.</summary>
    /// <param name="batch">Which product.</param>
    /// <param name="line">The first line.</param>
    /// <param name="lineStep">From one of four lines to the next.</param>
    /// <param name="k">The position along the depth.</param>
    /// <param name="step">How far the cursor moves at a time.</param>
    void Start(int batch, int line, int lineStep, int k, int step);

    /// <summary>Four elements; the cursor moves on.</summary>
    /// <param name="k">The position along the depth.</param>
    /// <param name="end">From where on along the depth everything is 0.</param>
    Four<V> Next(int k, int end);
}
