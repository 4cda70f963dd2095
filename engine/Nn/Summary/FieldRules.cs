using System.Numerics;
using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>What each operation does to a receptive field.</summary>
internal static class FieldRules
{
    /// <summary>The tracks of a result y of x, the second input's shape given where there is one; null for operations that look at each element alone.</summary>
    public static FieldTrack[]? Of(Op op, FieldTrack[] tracks, Shape x, Shape? second, Shape y) => op switch
    {
        ConvolutionOp c => Each(tracks, t => t.Dim < 2 ? Channels(t, x, c.Groups) : Window(t, x, y, Span(second!.Value[t.Dim], c.Dilation[t.Dim - 2]), c.Stride[t.Dim - 2])),
        ConvolutionTransposedOp c => Each(tracks, t => t.Dim < 2 ? Channels(t, x, c.Groups) : Spread(t, Span(second!.Value[t.Dim], c.Dilation[t.Dim - 2]), c.Stride[t.Dim - 2])),
        PoolOp pool => Each(tracks, t => t.Dim < 2 ? t : Window(t, x, y, Span(pool, x, t.Dim - 2), Step(pool, x, t.Dim - 2))),
        ResampleOp r => Each(tracks, t => t.Dim == x.Axis(r.Dim) ? t.Window(r.Mode == Interpolation.Linear && x[t.Dim] != y[t.Dim] ? 2 : 1, (double)x[t.Dim] / y[t.Dim]) : t),
        LinearOp => Each(tracks, t => t.Dim == x.Rank - 1 ? t.Summed(x[t.Dim]) : t),
        ReductionOp r => Reduce(tracks, x, r.Dims.Axes(x), r.KeepDim),
        SoftmaxOp s => Each(tracks, t => t.Dim == x.Axis(s.Dim) ? t.Everything() : t),
        LogSoftmaxOp s => Each(tracks, t => t.Dim == x.Axis(s.Dim) ? t.Everything() : t),
        BatchNormOp => Each(tracks, t => t.Dim >= 0 && t.Dim != 1 ? t.Everything() : t),
        GroupNormOp => Each(tracks, t => t.Dim >= 1 ? t.Everything() : t),
        LayerNormOp n => Each(tracks, t => t.Dim >= x.Rank - n.Normalized.Rank ? t.Everything() : t),
        SliceOp s => Each(tracks, t => t.Dim == x.Axis(s.Dim) ? t.Window(1, s.Step) : t),
        PermuteOp p => Each(tracks, t => t.Dim < 0 ? t : t with { Dim = p.Order.AsSpan().IndexOf(t.Dim) }),
        ReshapeOp => Each(tracks, t => t.Dim < 0 ? t : Reshape(t, x, y)),
        _ => null,
    };

    /// <summary>One factor of a matrix product a [*, m, k] · b [*, k, n], its dimensions as in the result: k is summed.</summary>
    public static FieldTrack[] Of(MatMulOp op, int factor, FieldTrack[] tracks, Shape shape)
    {
        var last = shape.Rank - 1;
        var summed = (factor == 0 ? op.TransposeA : !op.TransposeB) ? last - 1 : last;
        return Each(tracks, t => t.Dim == summed ? t.Summed(shape[summed]) : t.Dim < last - 1 ? t : t with { Dim = shape.Rank - (factor == 0 ? 2 : 1) });
    }

    /// <summary>Where several tensors meet element by element, aligned at the last dimension: the largest field of each axis.</summary>
    /// <param name="inputs">The tensors' tracks and shapes.</param>
    /// <param name="y">The result's shape.</param>
    /// <param name="keepsAll">Whether an element depends on single elements only, though extents change: concatenation, padding.</param>
    public static FieldTrack[]? Merge(IReadOnlyList<(FieldTrack[] Tracks, Shape Shape)> inputs, Shape y, bool keepsAll)
    {
        if (inputs.Count == 0) return null;
        var merged = new FieldTrack[inputs.Max(input => input.Tracks.Length)];
        for (var axis = 0; axis < merged.Length; axis++)
            merged[axis] = inputs.Where(input => axis < input.Tracks.Length).Select(input => Align(input.Tracks[axis], input.Shape, y, keepsAll)).Aggregate(Larger);
        return merged;
    }

    private static FieldTrack[] Each(FieldTrack[] tracks, Func<FieldTrack, FieldTrack> rule) => Array.ConvertAll(tracks, t => rule(t));

    // A convolution sums over the channels of a group; one channel a group is none at all.
    private static FieldTrack Channels(FieldTrack t, Shape x, int groups) => t.Dim == 1 && groups < x[1] ? t.Summed(x[1]) : t;

    // One window over a whole axis is the sum along it.
    private static FieldTrack Window(FieldTrack t, Shape x, Shape y, int span, double step) =>
        y[t.Dim] == 1 && span >= x[t.Dim] && x[t.Dim] > 1 ? t.Summed(x[t.Dim]) : t.Window(span, step);

    // Element j of the result sees the inputs i with i·s = j + p − u·d for a tap u: at most ⌊(span − 1)/s⌋ + 1 neighbours.
    private static FieldTrack Spread(FieldTrack t, int span, int stride) => t.Window((span - 1) / stride + 1, 1.0 / stride);

    private static int Span(int taps, int dilation) => (taps - 1) * dilation + 1;

    private static int Span(PoolOp pool, Shape x, int dim)
    {
        var geometry = pool.Geometry(x);
        if (!geometry.Adaptive) return Span(geometry.Kernel[dim], geometry.Dilation[dim]);
        return Enumerable.Range(0, geometry.Output[dim]).Max(i => geometry.Window(dim, i) is var window ? window.End - window.Start : 0);
    }

    private static double Step(PoolOp pool, Shape x, int dim)
    {
        var geometry = pool.Geometry(x);
        return geometry.Adaptive ? (double)geometry.Input[dim] / geometry.Output[dim] : geometry.Stride[dim];
    }

    private static FieldTrack[] Reduce(FieldTrack[] tracks, Shape x, uint dims, bool keepDim) => Each(tracks, t =>
        t.Dim < 0 ? t
        : (dims >> t.Dim & 1) != 0 ? t.Summed(x[t.Dim])
        : keepDim ? t : t with { Dim = t.Dim - BitOperations.PopCount(dims & ((1u << t.Dim) - 1)) });

    // The axis runs on in the dimension that its own has become a part of; where it was cut into several, nobody knows.
    private static FieldTrack Reshape(FieldTrack t, Shape x, Shape y)
    {
        if (x[t.Dim] == 1) return t with { Dim = FieldTrack.None };
        var inner = x.CountOf(t.Dim + 1, x.Rank);
        var outer = inner * x[t.Dim];
        for (var dim = 0; dim < y.Rank; dim++)
        {
            var within = y.CountOf(dim + 1, y.Rank);
            if (y[dim] > 1 && within <= inner && inner % within == 0 && within * y[dim] >= outer && within * y[dim] % outer == 0) return t with { Dim = dim };
        }
        return t.Everything() with { Dim = FieldTrack.None };
    }

    private static FieldTrack Align(FieldTrack t, Shape x, Shape y, bool keepsAll)
    {
        var dim = t.Dim + y.Rank - x.Rank;
        if (t.Dim < 0) return t;
        if (dim < 0) return t.Everything() with { Dim = FieldTrack.None };
        if (x[t.Dim] == y[dim] || keepsAll) return t with { Dim = dim };
        return x[t.Dim] == 1 ? t with { Dim = FieldTrack.None } : t.Everything() with { Dim = dim };
    }

    private static FieldTrack Larger(FieldTrack a, FieldTrack b) =>
        new(Math.Max(a.Size, b.Size), a.Dim < 0 ? b.Stride : b.Dim < 0 ? a.Stride : Math.Max(a.Stride, b.Stride), Math.Max(a.Dim, b.Dim));
}
