namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void Reduce<R>(R reduction, View x, View y, uint axes)
    {
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        var (kept, keptSteps) = Choose(x.Shape, ~axes);
        var (reduced, reducedSteps) = Choose(x.Shape, axes);
        var (outer, inner) = (new Odometer(kept, keptSteps), new Odometer(reduced, reducedSteps));
        for (var i = 0L; i < y.Count; i++, outer.Next())
        {
            var accumulator = F64.Of(reduction.Seed);
            for (var j = 0L; j < reduced.Count; j++, inner.Next())
                accumulator = reduction.Step(accumulator, new F64(Wide(px[outer.A + inner.A])));
            py[i] = Narrow(accumulator.Value);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A NaN counts as the largest, as in PyTorch.</remarks>
    public override void ArgMax(View x, View y, LineGeometry line)
    {
        var px = x.Pointer<T>();
        var py = y.Pointer<long>();
        for (var outer = 0; outer < line.Outer; outer++)
            for (var inner = 0; inner < line.Inner; inner++)
            {
                var first = (long)outer * line.Length * line.Inner + inner;
                var best = 0;
                for (var i = 1; i < line.Length; i++)
                    if (Beats(px[first + (long)i * line.Inner], px[first + (long)best * line.Inner])) best = i;
                py[(long)outer * line.Inner + inner] = best;
            }
    }

    // Whether a later element takes the place of the largest so far: ties stay with the first, NaN is above all.
    private static bool Beats(T later, T best) => later > best || (T.IsNaN(later) && !T.IsNaN(best));

    // The box of those dimensions whose bit is set, with their steps.
    private static (Shape Extents, Steps Steps) Choose(Shape shape, uint axes)
    {
        var all = Steps.Of(shape);
        Span<int> extents = stackalloc int[Shape.MaxRank];
        Steps steps = default;
        var rank = 0;
        for (var d = 0; d < shape.Rank; d++)
        {
            if ((axes >> d & 1) == 0) continue;
            extents[rank] = shape[d];
            steps[rank++] = all[d];
        }
        return (new Shape(extents[..rank]), steps);
    }
}
