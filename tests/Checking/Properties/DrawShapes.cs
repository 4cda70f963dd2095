using NeuralCore.Autograd;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Shapes, dimensions and broadcasts, as many ops draw them.</summary>
internal static class DrawShapes
{
    // Every element costs some sixteen evaluations of the function.
    private const int MostElements = 48;

    extension(Draw draw)
    {
        /// <summary>A shape of a rank between the two given ones, with few elements, none of them zero.</summary>
        public Shape Shape(int leastRank, int mostRank, int mostExtent = 4)
        {
            var extents = new int[draw.Int(leastRank, mostRank)];
            for (var (i, left) = (0, MostElements); i < extents.Length; left /= extents[i], i++)
                extents[i] = draw.Int(1, Math.Min(mostExtent, left));
            return new(extents);
        }

        /// <summary>One number for each spatial dimension.</summary>
        public Sizes Sizes(int spatial, Func<int, int> value) => new([.. Enumerable.Range(0, spatial).Select(value)]);

        /// <summary>A dimension of a tensor, counted from the start or from the end.</summary>
        public int Dim(int rank)
        {
            var dim = draw.Int(0, rank - 1);
            return draw.Flag() ? dim - rank : dim;
        }

        /// <summary>Some dimensions of a tensor, each counted from the start or from the end, or all of them.</summary>
        public Dims Dims(int rank)
        {
            if (rank == 0 || draw.Flag()) return default;
            List<int> dims = [draw.Dim(rank)];
            for (var i = 0; i < rank; i++)
                if (!dims.Contains(i) && !dims.Contains(i - rank) && draw.Flag()) dims.Add(draw.Flag() ? i - rank : i);
            return new([.. dims]);
        }

        /// <summary>A shape that broadcasts to the given one: dimensions left off in front, others with extent 1.</summary>
        public Shape BroadcastTo(Shape shape)
        {
            var left = shape[draw.Int(0, shape.Rank)..];
            return new([.. left.Select(extent => extent > 1 && draw.Flag() ? 1 : extent)]);
        }

        /// <summary>Positions from 0 to below <paramref name="count"/>, as an input of an op.</summary>
        public OpInput Positions(Shape shape, int count) => new(shape)
        {
            Type = ElementType.Int64,
            Values = [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (double)draw.Any(count))],
        };

        /// <summary>An optional input: absent, or of the given shape.</summary>
        public OpInput? Optional(Shape shape, double low = -1, double high = 1) => draw.Flag() ? new(shape, low, high) : null;
    }
}
