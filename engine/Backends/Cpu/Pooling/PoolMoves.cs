namespace NeuralCore.Backends;

/// <summary>Reads x at the saved positions of each plane.</summary>
internal readonly unsafe struct PoolGatherKernel<T>(T* x, long* indices, T* y, int planes, long inputs, long outputs) : IParts
    where T : unmanaged
{
    private readonly Chunks _planes = new(planes, Math.Max(1, Chunks.Elements / Math.Max(1, outputs)));

    /// <summary>Does all planes.</summary>
    public void Run() => WorkerPool.For(_planes.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _planes[part];
        for (var plane = start; plane < end; plane++)
            for (var i = plane * outputs; i < (plane + 1) * outputs; i++)
                y[i] = x[plane * inputs + Positions.Check(indices[i], inputs)];
    }
}

/// <summary>Adds dy at the saved positions of each plane: in order, so that the sums do not depend on the threads.</summary>
internal readonly unsafe struct PoolScatterKernel<T>(T* dy, long* indices, T* dx, int planes, long inputs, long outputs) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private readonly Chunks _planes = new(planes, Math.Max(1, Chunks.Elements / Math.Max(1, inputs)));

    /// <summary>Does all planes.</summary>
    public void Run() => WorkerPool.For(_planes.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _planes[part];
        for (var plane = start; plane < end; plane++)
        {
            new Span<T>(dx + plane * inputs, (int)inputs).Clear();
            for (var i = plane * outputs; i < (plane + 1) * outputs; i++)
                dx[plane * inputs + Positions.Check(indices[i], inputs)] += dy[i];
        }
    }
}
