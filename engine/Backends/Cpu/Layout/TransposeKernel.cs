using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>A strided copy whose target is contiguous along one dimension (columns) and whose source along another (rows): in square tiles, so that each cache line is used whole on both sides.</summary>
internal readonly unsafe struct TransposeKernel<E, M> : IParts where E : unmanaged where M : struct, IMove<E>
{
    private const int Tile = 16;

    private readonly E* _source, _target;
    private readonly Box _outer;
    private readonly int _rows, _columns, _rowTiles;
    private readonly long _sourceStep, _targetStep;

    /// <summary>The copy of a box whose dimension 0 is contiguous in the target, and <paramref name="rowDim"/> in the source.</summary>
    public TransposeKernel(E* source, E* target, Box box, int rowDim)
    {
        _source = source;
        _target = target;
        (_rows, _, _targetStep, _) = box.Take(rowDim);
        (_columns, _sourceStep, _, _) = box.Take(0);
        _rowTiles = (_rows + Tile - 1) / Tile;
        _outer = box;
    }

    /// <summary>Copies the whole box.</summary>
    public void Run() => WorkerPool.For(checked((int)Rows.Parts), this);

    // A part is a stretch of tile rows, counted through all matrices.
    private Chunks Rows => new(_outer.Count * _rowTiles, Math.Max(1, Chunks.Elements / (Tile * Math.Max(1, _columns))));

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = Rows[part];
        for (var i = start; i < end; i++)
        {
            var (matrix, tile) = Math.DivRem(i, _rowTiles);
            var at = _outer.Walk(matrix);
            var row = (int)tile * Tile;
            var from = _source + at.A + row;
            var to = _target + at.B + row * _targetStep;
            var rows = Math.Min(Tile, _rows - row);
            for (var column = 0; column < _columns; column += Tile)
                Block(from + column * _sourceStep, _sourceStep, to + column, _targetStep, rows, Math.Min(Tile, _columns - column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(E* source, long sourceStep, E* target, long targetStep, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, source++, target += targetStep)
        {
            var from = source;
            for (var c = 0; c < columns; c++, from += sourceStep) M.One(from, target + c);
        }
    }
}
