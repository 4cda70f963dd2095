namespace NeuralCore.Backends.Gpu;

/// <summary>Where the sums of a product go: a matrix [rows, columns] in whatever layout.</summary>
internal interface IGemmResult<V> where V : unmanaged, ILane<V>
{
    /// <summary>Whether four neighbouring columns are written at once; then all of them lie inside or all outside.</summary>
    static abstract bool InQuads { get; }

    /// <summary>How heavily its arguments lie on the registers during the loop: 0 where 8 × 8 sums fit beside them.</summary>
    static virtual int Burden => 0;

    /// <summary>What the sums of a row start from: its bias, or 0. A row beyond the last gets any number.</summary>
    V Start(int batch, int row);

    /// <summary>Where a column's element of row 0 is.</summary>
    int Column(int batch, int column);

    /// <summary>Writes an element.</summary>
    /// <param name="column">What <see cref="Column"/> said.</param>
    /// <param name="row">Its row.</param>
    /// <param name="value">The sum.</param>
    void Store(int column, int row, V value);

    /// <summary>Writes four neighbouring columns of a row; called only where <see cref="InQuads"/> says so.</summary>
    void Store(int column, int row, in Four<V> values);
}
