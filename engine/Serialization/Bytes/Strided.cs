namespace NeuralCore.Serialization;

/// <summary>A strided view of bytes gathered into row-major order.</summary>
internal static class Strided
{
    /// <summary>Copies the elements at Σ index·stride (in elements, from the source's start) into the destination, last dimension fastest.</summary>
    public static void Gather(
        ReadOnlySpan<byte> source, Shape shape, ReadOnlySpan<long> strides, int size, Span<byte> destination)
    {
        if (shape.Count == 0) return;
        Span<int> index = stackalloc int[shape.Rank];
        index.Clear();
        var from = 0L;
        for (var to = 0; ; to += size)
        {
            source.Slice((int)(from * size), size).CopyTo(destination[to..]);
            // An odometer: the last dimension turns fastest, a full turn goes back by extent·stride and moves the one before.
            var dim = shape.Rank - 1;
            for (; dim >= 0; dim--)
            {
                from += strides[dim];
                if (++index[dim] < shape[dim]) break;
                from -= strides[dim] * shape[dim];
                index[dim] = 0;
            }
            if (dim < 0) return;
        }
    }
}
