namespace NeuralCore.Backends;

/// <summary>y [Outer, n, Inner] = x [Outer, Length, Inner] at n positions: whole runs of Inner, copied.</summary>
internal readonly unsafe struct IndexSelectKernel<T>(T* x, long* index, int n, T* y, LineGeometry line) : IParts where T : unmanaged
{
    private readonly Chunks _runs = new((long)line.Outer * n, Math.Max(1, Chunks.Elements / Math.Max(1, line.Inner)));

    /// <summary>Does all runs.</summary>
    public void Run() => WorkerPool.For(_runs.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _runs[part];
        var (outer, i) = Math.DivRem(start, n);
        for (var run = start; run < end; run++)
        {
            var from = x + (outer * line.Length + Positions.Check(index[i], line.Length)) * line.Inner;
            if (line.Inner == 1) y[run] = *from;
            else Assign<T>.Run(from, y + run * line.Inner, line.Inner);
            if (++i == n) (outer, i) = (outer + 1, 0);
        }
    }
}
