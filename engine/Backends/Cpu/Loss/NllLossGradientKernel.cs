namespace NeuralCore.Backends;

/// <summary>dlogp [N, C, S] = −q[c]·weight[c]·dloss[n,s]: zeros but for the target class, unless the labels are smoothed.</summary>
internal readonly unsafe struct NllLossGradientKernel<T>(
    T* dloss, long* targets, T* weight, T* dlogp, LineGeometry line, long ignoreIndex, double smoothing) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private readonly Chunks _rows = new(line.Outer, Math.Max(1, Chunks.Elements / Math.Max(1, (long)line.Length * line.Inner)));

    /// <summary>Computes all of dlogp.</summary>
    public void Run() => WorkerPool.For(_rows.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _rows[part];
        for (var n = start; n < end; n++)
        {
            var plane = line.Length * line.Inner;
            new Span<T>(dlogp + n * plane, plane).Clear();
            for (var s = 0; s < line.Inner; s++)
            {
                var i = n * line.Inner + s;
                if (targets[i] == ignoreIndex) continue;
                var target = Positions.Check(targets[i], line.Length);
                var first = dlogp + n * plane + s;
                var d = -double.CreateTruncating(dloss[i]);
                if (smoothing > 0)
                    for (var c = 0; c < line.Length; c++) first[(long)c * line.Inner] = T.CreateTruncating(d * smoothing / line.Length * Weight(c));
                var share = 1 - smoothing + smoothing / line.Length;
                if (share > 0) first[target * line.Inner] = T.CreateTruncating(d * share * Weight(target));
            }
        }
    }

    private double Weight(long c) => weight == null ? 1 : double.CreateTruncating(weight[c]);
}
