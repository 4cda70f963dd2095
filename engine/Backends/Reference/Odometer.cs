namespace NeuralCore.Backends;

/// <summary>Walks a box in row-major order and keeps up to three offsets in step: strides of any rank, zero and negative ones too, without a division.</summary>
internal struct Odometer(Shape extents, Steps a, Steps b = default, Steps c = default)
{
    private Inline8 _index;

    /// <summary>The first offset at the current position.</summary>
    public long A { get; private set; }

    /// <summary>The second offset.</summary>
    public long B { get; private set; }

    /// <summary>The third offset.</summary>
    public long C { get; private set; }

    /// <summary>The steps that read a tensor of shape <paramref name="from"/> as one of shape <paramref name="to"/>: aligned at the last dimension, 0 where it stretches.</summary>
    public static Steps Broadcast(Shape from, Shape to)
    {
        var own = Steps.Of(from);
        Steps steps = default;
        for (var i = 1; i <= from.Rank; i++)
            steps[to.Rank - i] = from[^i] == 1 ? 0 : own[from.Rank - i];
        return steps;
    }

    /// <summary>Goes one position on; after the last it is at the first again.</summary>
    public void Next()
    {
        var box = extents.AsSpan();
        for (var d = box.Length - 1; d >= 0; d--)
        {
            A += a[d];
            B += b[d];
            C += c[d];
            if (++_index[d] < box[d]) return;
            A -= a[d] * box[d];
            B -= b[d] * box[d];
            C -= c[d] * box[d];
            _index[d] = 0;
        }
    }
}
