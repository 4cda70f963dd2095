using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Packed, blocked matrix products: y = op(a) · op(b).</summary>
/// <remarks>
/// Both operands are first copied into panels (Goto and van de Geijn 2008, "Anatomy of high-performance matrix
/// multiplication"): a in stripes of a tile's rows, b in stripes of its columns. Then every block of y, some
/// 128 × 384, runs over the sum in chunks of 256, so that its panels of b stay in the second-level cache and a panel of
/// a in the first. Where few rows would use a panel of b, b is read in place. Where y is smaller than 16 tiles and the
/// sum long, the sum is split into parts, whose results are added in order. Blocks, chunks and parts follow from the
/// sizes alone.
/// </remarks>
internal unsafe struct MatMulPlan<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    private const int Chunk = 256;
    private const int TasksWanted = 16;
    private const long PackedLimit = 1 << 26;

    private MatMulGeometry _g;
    private T* _a, _b, _y;
    private T* _panelsA, _panelsB, _target;
    private int* _rows;
    private int _parts, _partK, _rowPanels, _columnPanels, _blockRows, _blockColumns, _firstBatch;
    private bool _readB;

    private static int Rows => MatMulTile<V, T>.Rows;

    private static int Columns => MatMulTile<V, T>.Columns;

    /// <summary>Computes all products.</summary>
    public static void Run(T* a, T* b, T* y, in MatMulGeometry geometry)
    {
        var g = geometry;
        if (g.Batch == 0 || g.M == 0 || g.N == 0) return;
        if (g.K == 0)
        {
            for (var i = 0L; i < (long)g.Batch * g.M * g.N; i++) y[i] = T.Zero;
            return;
        }
        if (g.SharedB && !g.SharedA && !g.TransposeA) g = g with { Batch = 1, M = g.M * g.Batch };
        // A single row or column lies the same either way; a single column is better computed as a row, a and b exchanged.
        if (g.M == 1) g = g with { TransposeA = false };
        if (g.N == 1) g = g with { TransposeB = true };
        if (g is { N: 1, TransposeA: false })
        {
            var swap = a;
            a = b;
            b = swap;
            g = g with { M = 1, N = g.M, SharedA = g.SharedB, SharedB = g.SharedA };
        }
        if (MatMulByDots<V, T>.Fits(g))
        {
            MatMulByDots<V, T>.Run(a, b, y, g);
            return;
        }

        var plan = new MatMulPlan<V, T> { _g = g, _a = a, _b = b, _y = y };
        plan.Lay();
        plan.Compute();
    }

    private void Lay()
    {
        _rowPanels = (_g.M + Rows - 1) / Rows;
        _columnPanels = (_g.N + Columns - 1) / Columns;
        var tiles = (long)_g.Batch * _rowPanels * _columnPanels;
        _parts = tiles >= TasksWanted ? 1 : (int)Math.Clamp(_g.K / 1024, 1, TasksWanted / tiles);
        _partK = (_g.K + _parts - 1) / _parts;
        _parts = (_g.K + _partK - 1) / _partK;
        _readB = !_g.TransposeB && _rowPanels <= 4 && (long)Chunk * _g.N < int.MaxValue;
        (_blockRows, _blockColumns) = (128 / Rows, 8);
        while (Tasks(_g.Batch) < TasksWanted && (_blockRows > 1 || _blockColumns > 1))
        {
            if (_blockRows * Rows >= _blockColumns * Columns || _blockColumns == 1) _blockRows = (_blockRows + 1) / 2;
            else _blockColumns = (_blockColumns + 1) / 2;
        }
    }

    private readonly int RowBlocks => (_rowPanels + _blockRows - 1) / _blockRows;

    private readonly int ColumnBlocks => (_columnPanels + _blockColumns - 1) / _blockColumns;

    private readonly int Tasks(int batch) => checked(batch * _parts * RowBlocks * ColumnBlocks);

    private void Compute()
    {
        long itemA = (long)_rowPanels * Rows * _g.K, itemB = _readB ? 0 : (long)_columnPanels * Columns * _g.K;
        var group = (int)Math.Clamp(PackedLimit / Math.Max(1, itemA + itemB), 1, _g.Batch);
        using var panelsA = new Scratch<T>(itemA * (_g.SharedA ? 1 : group));
        using var panelsB = new Scratch<T>(itemB * (_g.SharedB ? 1 : group));
        using var partial = new Scratch<T>(_parts == 1 ? 0 : (long)_parts * _g.M * _g.N * group);
        using var rows = new Scratch<int>(Chunk);
        for (var p = 0; p < Chunk; p++) rows.Pointer[p] = p * (_readB ? _g.N : Columns);
        _panelsA = panelsA.Pointer;
        _panelsB = panelsB.Pointer;
        _rows = rows.Pointer;

        for (_firstBatch = 0; _firstBatch < _g.Batch; _firstBatch += group)
        {
            var count = Math.Min(group, _g.Batch - _firstBatch);
            _target = _parts == 1 ? _y + (nint)_firstBatch * _g.M * _g.N : partial.Pointer;
            fixed (MatMulPlan<V, T>* plan = &this)
            {
                if (!_g.SharedA || _firstBatch == 0)
                    WorkerPool.For((_g.SharedA ? 1 : count) * _rowPanels, new PackA(plan));
                if (!_readB && (!_g.SharedB || _firstBatch == 0))
                    WorkerPool.For((_g.SharedB ? 1 : count) * _columnPanels, new PackB(plan));
                WorkerPool.For(Tasks(count), new Multiply(plan));
                if (_parts > 1) WorkerPool.For(count, new AddParts(plan));
            }
        }
    }

    /// <summary>Packs one stripe of a.</summary>
    private readonly struct PackA(MatMulPlan<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            var g = plan->_g;
            int item = part / plan->_rowPanels, first = part % plan->_rowPanels * Rows;
            var source = plan->_a + (nint)(g.SharedA ? 0 : plan->_firstBatch + item) * g.M * g.K;
            var panel = plan->_panelsA + (nint)part * Rows * g.K;
            var count = Math.Min(Rows, g.M - first);
            if (g.TransposeA) MatMulPacking<V, T>.Copy(source + first, g.M, count, Rows, g.K, panel);
            else MatMulPacking<V, T>.Transpose(source + (nint)first * g.K, g.K, count, Rows, g.K, panel);
        }
    }

    /// <summary>Packs one stripe of b.</summary>
    private readonly struct PackB(MatMulPlan<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            var g = plan->_g;
            int item = part / plan->_columnPanels, first = part % plan->_columnPanels * Columns;
            var source = plan->_b + (nint)(g.SharedB ? 0 : plan->_firstBatch + item) * g.K * g.N;
            var panel = plan->_panelsB + (nint)part * Columns * g.K;
            var count = Math.Min(Columns, g.N - first);
            if (g.TransposeB) MatMulPacking<V, T>.Transpose(source + (nint)first * g.K, g.K, count, Columns, g.K, panel);
            else MatMulPacking<V, T>.Copy(source + first, g.N, count, Columns, g.K, panel);
        }
    }

    /// <summary>Computes one block of y over one part of the sum.</summary>
    private readonly struct Multiply(MatMulPlan<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            var rowBlock = part % plan->RowBlocks;
            part /= plan->RowBlocks;
            var columnBlock = part % plan->ColumnBlocks;
            part /= plan->ColumnBlocks;
            plan->Block(part / plan->_parts, part % plan->_parts, rowBlock * plan->_blockRows, columnBlock * plan->_blockColumns);
        }
    }

    /// <summary>Adds the parts of one product in order.</summary>
    private readonly struct AddParts(MatMulPlan<V, T>* plan) : IParts
    {
        public void Invoke(int part)
        {
            var size = (nint)plan->_g.M * plan->_g.N;
            var source = plan->_target + part * size * plan->_parts;
            var y = plan->_y + (plan->_firstBatch + part) * size;
            for (nint i = 0; i < size; i++)
            {
                var sum = source[i];
                for (var p = 1; p < plan->_parts; p++) sum += source[p * size + i];
                y[i] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Block(int item, int part, int firstRowPanel, int firstColumnPanel)
    {
        var g = _g;
        int begin = part * _partK, end = Math.Min(g.K, begin + _partK);
        int lastRowPanel = Math.Min(_rowPanels, firstRowPanel + _blockRows), lastColumnPanel = Math.Min(_columnPanels, firstColumnPanel + _blockColumns);
        var panelsA = _panelsA + (nint)(g.SharedA ? 0 : item) * _rowPanels * Rows * g.K;
        var panelsB = _panelsB + (nint)(g.SharedB ? 0 : item) * _columnPanels * Columns * g.K;
        var b = _b + (nint)(g.SharedB ? 0 : _firstBatch + item) * g.K * g.N;
        var y = _target + (nint)(item * _parts + part) * g.M * g.N;
        var chunks = (end - begin + Chunk - 1) / Chunk;
        var chunk = (end - begin + chunks - 1) / chunks;
        for (var k = begin; k < end; k += chunk)
        {
            var count = Math.Min(chunk, end - k);
            for (var q = firstColumnPanel; q < lastColumnPanel; q++)
            {
                var columnsOfB = _readB ? b + (nint)k * g.N + q * Columns : panelsB + ((nint)q * g.K + k) * Columns;
                for (var p = firstRowPanel; p < lastRowPanel; p++)
                    Tile(count, panelsA + ((nint)p * g.K + k) * Rows, columnsOfB, y, p * Rows, q * Columns, k > begin);
            }
        }
    }

    /// <summary>A tile inside y is written in place; one that reaches over its edge goes through a tile on the stack.</summary>
    private void Tile(int k, T* a, T* b, T* y, int row, int column, bool accumulate)
    {
        int rows = Math.Min(Rows, _g.M - row), columns = Math.Min(Columns, _g.N - column);
        var c = y + (nint)row * _g.N + column;
        if (rows == Rows && columns % V.Width == 0)
        {
            MatMulTile<V, T>.Multiply(k, a, b, _rows, c, _g.N, columns, accumulate);
            return;
        }
        var edge = stackalloc T[Rows * Columns];
        MatMulTile<V, T>.Multiply(k, a, b, _rows, edge, Columns, columns, false);
        for (var i = 0; i < rows; i++, c += _g.N, edge += Columns)
            for (var j = 0; j < columns; j++) c[j] = accumulate ? c[j] + edge[j] : edge[j];
    }
}
