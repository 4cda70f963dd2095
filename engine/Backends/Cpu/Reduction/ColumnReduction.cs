using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Reduces where y keeps the innermost dimension: rows of x are added up side by side, a strip of columns at a time, in cache.</summary>
/// <remarks>After <see cref="BlockRows"/> rows the accumulators are joined to doubles, for the sake of accuracy.</remarks>
internal readonly unsafe struct ColumnReduction<R, T, V> : IParts
    where R : struct, IReduction
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private const int Strip = 1024, BlockRows = 32;

    private readonly R _reduction;
    private readonly T* _x, _y;
    private readonly double* _partial;
    private readonly Box _outer, _reduced;
    private readonly Chunks _strips, _rows;
    private readonly int _columns;

    private ColumnReduction(R reduction, T* x, T* y, double* partial, Box outer, Box reduced, int columns, Chunks strips, Chunks rows)
    {
        _reduction = reduction;
        _x = x;
        _y = y;
        _partial = partial;
        (_outer, _reduced, _columns, _strips, _rows) = (outer, reduced, columns, strips, rows);
    }

    /// <summary>Computes all of y.</summary>
    public static void Run(R reduction, T* x, T* y, in ReducePlan plan)
    {
        var outer = plan.Kept;
        var columns = outer.TakeInner().Extent;
        var (strips, count) = (new Chunks(columns, Strip), plan.Reduced.Count);
        var independent = checked((int)outer.Count * strips.Parts);
        var pieces = plan.Pieces(independent, count / BlockRows);
        var rows = new Chunks(count, ((count + pieces - 1) / pieces + BlockRows - 1) / BlockRows * BlockRows);
        if (rows.Parts <= 1)
        {
            WorkerPool.For(independent, new ColumnReduction<R, T, V>(reduction, x, y, null, outer, plan.Reduced, columns, strips, new(count, Math.Max(1, count))));
            return;
        }
        var size = outer.Count * columns;
        using var partial = new Scratch<double>(size * rows.Parts);
        WorkerPool.For(independent * rows.Parts, new ColumnReduction<R, T, V>(reduction, x, y, partial.Pointer, outer, plan.Reduced, columns, strips, rows));
        for (var i = 0L; i < size; i++)
        {
            var result = partial.Pointer[i];
            for (var piece = 1; piece < rows.Parts; piece++)
                result = RunReduction.Merge(reduction, result, partial.Pointer[piece * size + i]);
            y[i] = T.CreateTruncating(result);
        }
    }

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (place, piece) = Math.DivRem(part, Math.Max(1, _rows.Parts));
        var (outer, strip) = Math.DivRem(place, _strips.Parts);
        var (start, end) = _strips[strip];
        var n = (int)(end - start);
        var total = stackalloc double[Strip];
        Reduce(_x + _outer.Walk(outer).A + start, n, _rows.Parts == 0 ? (0, 0) : _rows[piece], total);
        var target = outer * (long)_columns + start;
        if (_partial == null)
            for (var i = 0; i < n; i++) _y[target + i] = T.CreateTruncating(total[i]);
        else
            new Span<double>(total, n).CopyTo(new Span<double>(_partial + piece * _outer.Count * _columns + target, n));
    }

    private void Reduce(T* x, int n, (long Start, long End) rows, double* total)
    {
        var seed = _reduction.Seed;
        new Span<double>(total, n).Fill(seed);
        var block = stackalloc T[Strip];
        var row = stackalloc long[BlockRows];
        var at = _reduced.Walk(rows.Start);
        for (var r = rows.Start; r < rows.End;)
        {
            var count = (int)Math.Min(BlockRows, rows.End - r);
            for (var i = 0; i < count; i++, at.Next()) row[i] = at.A;
            Block(_reduction, x, row, count, block, n);
            for (var i = 0; i < n; i++) total[i] = RunReduction.Merge(_reduction, total[i], double.CreateTruncating(block[i]));
            r += count;
        }
    }

    // block = the reduction of up to BlockRows rows, four at a time to spare loads and stores of the block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(R reduction, T* x, long* rows, int count, T* block, int n)
    {
        for (var i = 0; i < n; i += V.Width) V.Store(V.Of(reduction.Seed), block + i);
        var r = 0;
        for (; r <= count - 4; r += 4)
        {
            T* x0 = x + rows[r], x1 = x + rows[r + 1], x2 = x + rows[r + 2], x3 = x + rows[r + 3];
            var i = 0;
            for (; i <= n - V.Width; i += V.Width)
                V.Store(Four(reduction, V.Load(block + i), V.Load(x0 + i), V.Load(x1 + i), V.Load(x2 + i), V.Load(x3 + i)), block + i);
            var rest = n - i;
            if (rest > 0)
                V.Store(Four(reduction, V.Load(block + i), V.LoadPart(x0 + i, rest), V.LoadPart(x1 + i, rest), V.LoadPart(x2 + i, rest), V.LoadPart(x3 + i, rest)), block + i);
        }
        for (; r < count; r++)
        {
            var x0 = x + rows[r];
            var i = 0;
            for (; i <= n - V.Width; i += V.Width) V.Store(reduction.Step(V.Load(block + i), V.Load(x0 + i)), block + i);
            if (i < n) V.Store(reduction.Step(V.Load(block + i), V.LoadPart(x0 + i, n - i)), block + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Four(R reduction, V block, V a, V b, V c, V d) =>
        reduction.Step(reduction.Step(reduction.Step(reduction.Step(block, a), b), c), d);
}
