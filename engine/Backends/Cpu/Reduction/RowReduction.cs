namespace NeuralCore.Backends;

/// <summary>Reduces where the innermost dimension is among the reduced ones: each element of y is a few long runs of x.</summary>
internal readonly unsafe struct RowReduction<R, T, S, V> : IParts
    where R : struct, IReduction
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>
{
    private readonly R _reduction;
    private readonly T* _x, _y;
    private readonly double* _partial;
    private readonly Box _kept;
    private readonly Runs _runs;
    private readonly Chunks _rows, _pieces;

    private RowReduction(R reduction, T* x, T* y, double* partial, in ReducePlan plan, Chunks rows, Chunks pieces)
    {
        _reduction = reduction;
        _x = x;
        _y = y;
        _partial = partial;
        (_kept, _runs, _rows, _pieces) = (plan.Kept, new(plan.Reduced), rows, pieces);
    }

    /// <summary>Computes all of y.</summary>
    public static void Run(R reduction, T* x, T* y, in ReducePlan plan)
    {
        var (rows, length) = (plan.Kept.Count, plan.Reduced.Count);
        var pieces = plan.Pieces(rows, length / RowPiece);
        if (pieces == 1)
        {
            var group = new Chunks(rows, (int)Math.Max(1, Chunks.Elements / Math.Max(1, length)));
            WorkerPool.For(group.Parts, new RowReduction<R, T, S, V>(reduction, x, y, null, plan, group, new(length, length)));
            return;
        }
        var size = ((length + pieces - 1) / pieces + RowPiece - 1) / RowPiece * RowPiece;
        var cut = new Chunks(length, size);
        using var partial = new Scratch<double>(rows * cut.Parts);
        WorkerPool.For(checked((int)rows * cut.Parts), new RowReduction<R, T, S, V>(reduction, x, y, partial.Pointer, plan, new(rows, 1), cut));
        for (var row = 0L; row < rows; row++)
        {
            var result = partial.Pointer[row * cut.Parts];
            for (var piece = 1; piece < cut.Parts; piece++)
                result = RunReduction.Merge(reduction, result, partial.Pointer[row * cut.Parts + piece]);
            y[row] = T.CreateTruncating(result);
        }
    }

    // Pieces are whole multiples of this, so that their vectors stay aligned.
    private const int RowPiece = 4096;

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        if (_partial != null)
        {
            var (row, piece) = Math.DivRem(part, _pieces.Parts);
            _partial[part] = Piece(_kept.Walk(row).A, _pieces[piece]);
            return;
        }
        var (start, end) = _rows[part];
        var at = _kept.Walk(start);
        for (var row = start; row < end; row++, at.Next()) _y[row] = T.CreateTruncating(Piece(at.A, (0, _runs.Count)));
    }

    private double Piece(long row, (long Start, long End) range)
    {
        var result = _reduction.Seed;
        for (var run = _runs.Between(range.Start, range.End); run.Length > 0; run.Next())
            result = RunReduction.Join<R, T, S, V>(_reduction, result, _x + row + run.A, run.Length);
        return result;
    }
}
