namespace NeuralCore.Backends;

/// <summary>loss [N, S] = −Σ_c q[c]·weight[c]·logp[n,c,s]: the target class alone, unless the labels are smoothed.</summary>
internal readonly unsafe struct NllLossKernel<T>(
    T* logp, long* targets, T* weight, T* loss, LineGeometry line, long ignoreIndex, double smoothing) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private readonly Chunks _elements = new((long)line.Outer * line.Inner, Math.Max(1, Chunks.Elements / Math.Max(1, smoothing > 0 ? line.Length : 1)));

    /// <summary>Computes all losses.</summary>
    public void Run() => WorkerPool.For(_elements.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _elements[part];
        for (var i = start; i < end; i++)
        {
            if (targets[i] == ignoreIndex)
            {
                loss[i] = T.Zero;
                continue;
            }
            var (n, s) = Math.DivRem(i, line.Inner);
            var first = logp + n * line.Length * line.Inner + s;
            var target = Positions.Check(targets[i], line.Length);

            // A share of 0 contributes nothing, even against −∞.
            var sum = smoothing < 1 ? (1 - smoothing) * Term(first, target) : 0;
            if (smoothing > 0)
                for (var c = 0; c < line.Length; c++) sum += smoothing / line.Length * Term(first, c);
            loss[i] = T.CreateTruncating(-sum);
        }
    }

    private double Term(T* first, long c) =>
        double.CreateTruncating(first[c * line.Inner]) * (weight == null ? 1 : double.CreateTruncating(weight[c]));
}
