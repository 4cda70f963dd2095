namespace NeuralCore.Ops;

/// <summary>Padding with the tensor's own elements: an index selection per dimension, whose gradient adds them up again.</summary>
public static class PadByIndexExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*] continued by its mirror image, the border element not repeated: 2 1 | 0 1 2 | 1 0.</summary>
        /// <param name="before">How many elements come before each dimension.</param>
        /// <param name="after">How many come after.</param>
        /// <exception cref="ShapeException">There are not as many numbers as dimensions, or one is not below the extent.</exception>
        public Tensor PadReflect(Shape before, Shape after) => Pad(x, "reflection", before, after, static extent => extent - 1, Mirror);

        /// <summary>x [*] continued by its border elements: 0 0 | 0 1 2 | 2 2.</summary>
        /// <param name="before">How many elements come before each dimension.</param>
        /// <param name="after">How many come after.</param>
        /// <exception cref="ShapeException">There are not as many numbers as x has dimensions, or a padded dimension is empty.</exception>
        public Tensor PadReplicate(Shape before, Shape after) =>
            Pad(x, "replication", before, after, static extent => extent > 0 ? int.MaxValue : 0, static (i, extent) => Math.Clamp(i, 0, extent - 1));
    }

    private static int Mirror(int i, int extent) => i < 0 ? -i : i < extent ? i : 2 * (extent - 1) - i;

    private static Tensor Pad(Tensor x, string kind, Shape before, Shape after, Func<int, int> limit, Func<int, int, int> source)
    {
        if (before.Rank != x.Rank || after.Rank != x.Rank)
            throw new ShapeException($"padding by {kind} needs as many numbers as x has dimensions; got {before} before and {after} after x {x.Shape}");
        var y = x;
        for (var dim = 0; dim < x.Rank; dim++)
        {
            var extent = x.Shape[dim];
            if (before[dim] == 0 && after[dim] == 0) continue;
            if (Math.Max(before[dim], after[dim]) > limit(extent))
                throw new ShapeException($"padding by {kind} adds at most {limit(extent)} elements to dimension {dim}; got {before} before and {after} after x {x.Shape}");
            var index = new long[before[dim] + extent + after[dim]];
            for (var i = 0; i < index.Length; i++) index[i] = source(i - before[dim], extent);
            y = y.IndexSelect(dim, Tensor.From(index, new Shape(index.Length), x.Device));
        }
        return y;
    }
}
