namespace NeuralCore.Checking;

/// <summary>Where the elements of a tensor lie in its picture: one plane of rows and columns for each index of the leading dimensions.</summary>
/// <remarks>
/// The last dimension runs to the right and the one before it downwards. A vector is broken into lines. Where a plane has more
/// rows or columns than can be seen, a cell stands for a block of elements.
/// </remarks>
internal sealed class HeatMapLayout
{
    private const int MostColumns = 96, MostRows = 96, ShortLine = 32, LongLine = 96;

    private readonly int _columns;

    /// <summary>Lays out a shape.</summary>
    public HeatMapLayout(Shape shape)
    {
        Shape = shape;
        _columns = shape.Rank == 0 ? 1 : IsVector ? Math.Min(shape[0], shape[0] <= 8 * ShortLine ? ShortLine : LongLine) : shape[^1];
        var rows = shape.Rank == 0 ? 1 : IsVector ? (shape[0] + _columns - 1) / _columns : shape[^2];
        (BlockRows, BlockColumns) = (Blocks(rows, MostRows), Blocks(_columns, MostColumns));
        (Rows, Columns) = ((rows + BlockRows - 1) / BlockRows, (_columns + BlockColumns - 1) / BlockColumns);
        LastColumns = IsVector ? Math.Min(Columns, shape[0] - (Rows - 1) * BlockRows * _columns) : Columns;
        PlaneSize = IsVector ? shape.Count : Math.Max(1, (long)rows * _columns);
        var (width, height) = shape.Rank > 2 ? (320, 320) : (900, 480);
        Cell = Math.Clamp(Math.Min(width / Math.Max(1, Columns), height / Math.Max(1, Rows)), 7, 18);
    }

    /// <summary>The tensor's shape.</summary>
    public Shape Shape { get; }

    /// <summary>Cells from top to bottom of a plane.</summary>
    public int Rows { get; }

    /// <summary>Cells from left to right.</summary>
    public int Columns { get; }

    /// <summary>Cells of the last row: fewer where a vector ends within it.</summary>
    public int LastColumns { get; }

    /// <summary>Elements of a cell, downwards.</summary>
    public int BlockRows { get; }

    /// <summary>Elements of a cell, to the right.</summary>
    public int BlockColumns { get; }

    /// <summary>The side of a cell in pixels.</summary>
    public int Cell { get; }

    /// <summary>Elements of a plane.</summary>
    public long PlaneSize { get; }

    /// <summary>Whether the tensor is a vector, broken into lines.</summary>
    public bool IsVector => Shape.Rank == 1;

    /// <summary>Plane, row and column of the cell in which an element lies.</summary>
    public (long Plane, int Row, int Column) Place(long element)
    {
        var (plane, within) = (element / PlaneSize, element % PlaneSize);
        return (plane, (int)(within / _columns) / BlockRows, (int)(within % _columns) / BlockColumns);
    }

    /// <summary>The index of a row's first element, as its label says it.</summary>
    public long RowIndex(int row) => (long)row * BlockRows * (IsVector ? _columns : 1);

    /// <summary>The index of a column's first element.</summary>
    public long ColumnIndex(int column) => (long)column * BlockColumns;

    /// <summary>"[1, 0, :, :]"; empty where there is one plane only.</summary>
    public string Caption(long plane) => Shape.Rank <= 2 ? ""
        : $"[{string.Join(", ", new Position(plane * PlaneSize, Shape).Coordinates.Take(Shape.Rank - 2))}, :, :]";

    /// <summary>What runs where, in a sentence.</summary>
    public string Axes
    {
        get
        {
            var axes = Shape.Rank switch
            {
                0 => "One number.",
                1 when Rows == 1 => "To the right: dimension 0.",
                1 => $"To the right and on in the next line: dimension 0, {_columns} elements a line.",
                2 => "To the right: dimension 1; down: dimension 0.",
                3 => "To the right: dimension 2; down: dimension 1; a square for each index of dimension 0.",
                var rank => $"To the right: dimension {rank - 1}; down: dimension {rank - 2}; a square for each index of dimensions {Words.List([.. Enumerable.Range(0, rank - 2)])}.",
            };
            return BlockRows * BlockColumns == 1 ? axes : $"{axes} A cell is {BlockRows} × {BlockColumns} elements and shows the worst of them.";
        }
    }

    private static int Blocks(int elements, int most) => Math.Max(1, (elements + most - 1) / most);
}
