namespace NeuralCore.Backends;

/// <summary>dx [Outer, Length, Inner] = dy [Outer, n, Inner] added at n positions: a part owns a strip of Inner of some outers, so that equal positions add up in order.</summary>
internal readonly unsafe struct IndexAddKernel<T, V>(T* dy, long* index, int n, T* dx, LineGeometry line) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where V : unmanaged, IVector<V, T>
{
    private const int Strip = 4096;

    private readonly Chunks _strips = new(line.Inner, Strip);
    private readonly Chunks _outers = new(line.Outer, Math.Max(1, Chunks.Elements / Math.Max(1, (long)line.Length * Math.Min(line.Inner, Strip))));

    /// <summary>Does all of dx.</summary>
    public void Run() => WorkerPool.For(_outers.Parts * _strips.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (outers, strip) = Math.DivRem(part, _strips.Parts);
        var (firstOuter, endOuter) = _outers[outers];
        var (first, end) = _strips[strip];
        var width = (int)(end - first);
        for (var outer = firstOuter; outer < endOuter; outer++)
        {
            for (var i = 0L; i < line.Length; i++) new Span<T>(dx + (outer * line.Length + i) * line.Inner + first, width).Clear();
            for (var i = 0L; i < n; i++)
            {
                var from = dy + (outer * n + i) * line.Inner + first;
                var to = dx + (outer * line.Length + Positions.Check(index[i], line.Length)) * line.Inner + first;
                if (width == 1) *to += *from;
                else Accumulate<T, V>.Run(from, to, width);
            }
        }
    }
}
