namespace NeuralCore.Backends;

/// <summary>Walks the rows of outputs of every plane, of any rank: what lies along the innermost dimension is the row function's.</summary>
internal readonly unsafe struct PoolKernel<M>(M rowFunction, PoolGeometry geometry, int* tables, PoolAxis innermost) : IParts where M : struct, IPoolRow
{
    // Whole planes, so that a gradient's windows may overlap.
    private readonly Chunks _planes = new(geometry.Planes, Math.Max(1, Chunks.Elements / Math.Max(1, geometry.Input.Count)));

    /// <summary>Does all planes.</summary>
    public static void Run(M rowFunction, PoolGeometry geometry)
    {
        var outputs = 0;
        for (var dim = 0; dim < geometry.SpatialRank; dim++) outputs += geometry.Output[dim];
        using var tables = new Scratch<int>(4 * outputs);
        var at = tables.Pointer;
        PoolAxis axis = default;
        for (var dim = 0; dim < geometry.SpatialRank; at += 4 * geometry.Output[dim], dim++) axis = new(geometry, dim, at);
        var kernel = new PoolKernel<M>(rowFunction, geometry, tables.Pointer, axis);
        WorkerPool.For(kernel._planes.Parts, kernel);
    }

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _planes[part];
        var rows = (int)(geometry.Output.Count / geometry.Output[^1]);
        using var inputs = new Scratch<int>(MostInputRows());
        for (var row = 0; row < rows; row++)
        {
            var count = InputRows(row, inputs.Pointer, out var divisor);
            for (var plane = start; plane < end; plane++)
            {
                if (row == 0) rowFunction.Begin(plane);
                rowFunction.Row(plane, row, new(inputs.Pointer, count), divisor, innermost);
            }
        }
    }

    private int MostInputRows()
    {
        var most = 1;
        for (var dim = 0; dim < geometry.SpatialRank - 1; dim++) most *= geometry.Input[dim];
        return most;
    }

    // The first elements of the input rows under the windows of an output row, built up dimension by dimension.
    private int InputRows(int row, int* inputs, out double divisor)
    {
        var table = tables;
        var (count, rest) = (1, row);
        Span<int> at = stackalloc int[Shape.MaxRank];
        for (var dim = geometry.SpatialRank - 2; dim >= 0; dim--) (rest, at[dim]) = Math.DivRem(rest, geometry.Output[dim]);
        inputs[0] = 0;
        divisor = 1;
        for (var dim = 0; dim < geometry.SpatialRank - 1; table += 4 * geometry.Output[dim], dim++)
        {
            var window = table + 4 * at[dim];
            var (start, end, step) = (window[0], window[1], window[2]);
            divisor *= window[3];
            var taps = start >= end ? 0 : (end - start - 1) / step + 1;
            for (var i = count - 1; i >= 0; i--)
                for (var tap = taps - 1; tap >= 0; tap--)
                    inputs[i * taps + tap] = inputs[i] * geometry.Input[dim] + start + tap * step;
            count *= taps;
        }
        for (var i = 0; i < count; i++) inputs[i] *= geometry.Input[^1];
        return count;
    }
}
