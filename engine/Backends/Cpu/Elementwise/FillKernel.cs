namespace NeuralCore.Backends;

/// <summary>y = one value everywhere.</summary>
internal readonly unsafe struct FillKernel<T, V>(T* y, V value, long count) : IParts
    where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _chunks = new(count);

    /// <summary>Writes all of y.</summary>
    public void Run() => WorkerPool.For(_chunks.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (i, end) = _chunks[part];
        for (; i <= end - V.Width; i += V.Width) V.Store(value, y + i);
        if (i < end) V.StorePart(value, y + i, (int)(end - i));
    }
}
