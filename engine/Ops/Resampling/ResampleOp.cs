using System.Collections.Concurrent;
using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Resamples one dimension of x [*] to another extent; one such step per spatial dimension makes bilinear and trilinear interpolation.</summary>
/// <param name="Dim">The dimension, negative: from the end.</param>
/// <param name="Length">Its new extent.</param>
/// <param name="Mode">Which neighbours count.</param>
/// <param name="AlignCorners">Whether first and last samples fall on first and last, rather than the borders of the grid on each other.</param>
/// <param name="Factor">The enlargement that positions are computed with; 0: the quotient of the extents.</param>
public sealed record ResampleOp(int Dim, int Length, Interpolation Mode, bool AlignCorners = false, double Factor = 0) : Op, IOp
{
    private const int MostTables = 256;

    private static readonly ConcurrentDictionary<(ResampleOp Op, int Extent), ResampleTable> Tables = new();

    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("resample",
        Formula: "y[i] = (1−λ)·x[j] + λ·x[j+1], j+λ = (i+½)·in/out − ½",
        Samples:
        [
            new(new ResampleOp(1, 7, Interpolation.Linear), new OpInput([2, 4, 3])),
            new(new ResampleOp(-1, 5, Interpolation.Linear, AlignCorners: true), new OpInput([2, 3, 3])),
            new(new ResampleOp(0, 2, Interpolation.Linear), new OpInput([5, 2])),
            new(new ResampleOp(2, 7, Interpolation.Linear, Factor: 1.5), new OpInput([1, 2, 5])),
            new(new ResampleOp(1, 1, Interpolation.Linear, AlignCorners: true), new OpInput([2, 4])),
            new(new ResampleOp(1, 6, Interpolation.Nearest), new OpInput([2, 3, 2])),
            new(new ResampleOp(0, 3, Interpolation.Nearest), new OpInput([7])),
        ],
        Errors:
        [
            new(new ResampleOp(3, 4, Interpolation.Linear), "dimension 3 does not exist", new OpInput([2, 4])),
            new(new ResampleOp(1, 0, Interpolation.Linear), "from and to at least one sample; got x [2, 4] to 0", new OpInput([2, 4])),
        ]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Result(inputs[0]!.Shape)];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var extent = x.Shape[Dim];
        saved.SaveState(extent);
        var y = Tensor.EmptyLike(x, Result(x.Shape));
        x.Backend.Resample(x.View, y.View, LineGeometry.Of(x.Shape, Dim), Table(extent));
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new ResampleAdjointOp(this, saved.State<int>()), dys[0])];

    /// <summary>The two sources of each target position with their weights, PyTorch's rule for each mode.</summary>
    internal ResampleTable Table(int extent)
    {
        // One object for each table: a device keeps its copy as long as the object lives.
        if (Tables.Count >= MostTables) Tables.Clear();
        return Tables.GetOrAdd((this with { Dim = 0 }, extent), static key => key.Op.Make(key.Extent));
    }

    private ResampleTable Make(int extent)
    {
        var (index, weight) = (new int[2 * Length], new double[2 * Length]);
        for (var i = 0; i < Length; i++)
        {
            var (source, fraction) = Mode == Interpolation.Nearest ? (Nearest(i, extent), 0) : Linear(i, extent);
            (index[2 * i], index[2 * i + 1]) = (source, Math.Min(source + 1, extent - 1));
            (weight[2 * i], weight[2 * i + 1]) = (1 - fraction, fraction);
        }
        return new(index, weight);
    }

    private Shape Result(Shape x) => x[Dim] > 0 && Length > 0
        ? x.With(Dim, Length)
        : throw new ShapeException($"resampling goes from and to at least one sample; got x {x} to {Length}");

    private double Step(int extent) => Factor > 0 ? 1 / Factor : (double)extent / Length;

    // In float, as PyTorch computes it, so that a position on a border falls to the same side; doubling is exact.
    private int Nearest(int i, int extent)
    {
        if (Length == extent) return i;
        if (Length == 2 * extent) return i / 2;
        return Math.Min((int)MathF.Floor(i * (float)Step(extent)), extent - 1);
    }

    private (int Source, double Fraction) Linear(int i, int extent)
    {
        if (Length == extent) return (i, 0);
        var position = AlignCorners
            ? Length > 1 ? i * ((extent - 1.0) / (Length - 1)) : 0
            : Math.Max(0, (i + 0.5) * Step(extent) - 0.5);
        var source = Math.Min((int)position, extent - 1);
        return (source, Math.Clamp(position - source, 0, 1));
    }
}
