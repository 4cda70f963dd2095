using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Interpolation of all spatial dimensions, one <see cref="ResampleOp"/> after another.</summary>
public static class InterpolateExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] resampled to [N, C, *size].</summary>
        /// <param name="size">The new spatial extents.</param>
        /// <param name="mode">Which neighbours count.</param>
        /// <param name="alignCorners">Whether first and last samples fall on first and last, rather than the borders of the grid on each other.</param>
        /// <exception cref="ShapeException">x has another number of spatial dimensions, or an extent is not positive.</exception>
        public Tensor Interpolate(Sizes size, Interpolation mode = Interpolation.Nearest, bool alignCorners = false)
        {
            var extents = size.Expand(SpatialRank(x));
            var y = x;
            for (var i = 0; i < extents.Rank; i++) y = Resample(y, new ResampleOp(2 + i, extents[i], mode, alignCorners));
            return y;
        }

        /// <summary>x [N, C, *spatial] resampled to [N, C, *⌊spatial · factor⌋]; positions are computed with the factors themselves.</summary>
        /// <param name="factors">One factor, or one per spatial dimension.</param>
        /// <param name="mode">Which neighbours count.</param>
        /// <param name="alignCorners">Whether first and last samples fall on first and last; then only the extents count.</param>
        /// <exception cref="ShapeException">There are neither one nor as many factors as x has spatial dimensions, or one is not positive.</exception>
        public Tensor InterpolateBy(ReadOnlySpan<double> factors, Interpolation mode = Interpolation.Nearest, bool alignCorners = false)
        {
            var spatial = SpatialRank(x);
            if (factors.Length != 1 && factors.Length != spatial)
                throw new ShapeException($"interpolation got {factors.Length} factors; expected 1 or {spatial}, one per spatial dimension of x {x.Shape}");
            var y = x;
            for (var i = 0; i < spatial; i++)
            {
                var factor = factors[factors.Length == 1 ? 0 : i];
                if (!(factor > 0)) throw new ShapeException($"an interpolation factor is positive; got {factor}");
                y = Resample(y, new ResampleOp(2 + i, (int)Math.Floor(x.Shape[2 + i] * factor), mode, alignCorners, factor));
            }
            return y;
        }
    }

    // A dimension that keeps its extent keeps its samples, in every mode.
    private static Tensor Resample(Tensor x, ResampleOp op) => x.Shape[op.Dim] == op.Length ? x : Dispatcher.Apply(op, x);

    private static int SpatialRank(Tensor x) => x.Rank > 2
        ? x.Rank - 2
        : throw new ShapeException($"interpolation expects an input [N, C, *spatial]; got x {x.Shape}");
}
