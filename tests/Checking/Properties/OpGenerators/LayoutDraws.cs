using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Ops that move elements: slices, joins, permutations, positions, paddings.</summary>
internal static class LayoutDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["alias"] = draw => new(new AliasOp(), new OpInput(draw.Shape(0, 4))),
        ["transfer"] = draw => new(new TransferOp(draw.OneOf(Device.Reference, Device.Cpu)), new OpInput(draw.Shape(0, 4))),
        ["cast"] = draw => new(
            new CastOp(draw.OneOf(ElementType.Float64, ElementType.Float32)),
            new OpInput(draw.Shape(0, 3)) { Type = draw.OneOf<ElementType?>(null, ElementType.Int64, ElementType.Bool) }),
        ["expand"] = draw =>
        {
            var y = draw.Shape(0, 4);
            return new(new ExpandOp(y), new OpInput(draw.BroadcastTo(y)));
        },
        ["reshape"] = draw =>
        {
            var x = draw.Shape(0, 4);
            return new(new ReshapeOp(SameCount(draw, (int)x.Count)), new OpInput(x));
        },
        ["permute"] = draw =>
        {
            var x = draw.Shape(0, 5);
            var order = Enumerable.Range(0, x.Rank).ToArray();
            for (var i = 0; i < order.Length; i++)
            {
                var other = draw.Int(i, order.Length - 1);
                (order[i], order[other]) = (order[other], order[i]);
            }
            return new(new PermuteOp(new(order)), new OpInput(x));
        },
        ["flip"] = draw =>
        {
            var x = draw.Shape(0, 4);
            return new(new FlipOp(draw.Dims(x.Rank)), new OpInput(x));
        },
        ["concat"] = draw =>
        {
            var x = draw.Shape(1, 3);
            var dim = draw.Dim(x.Rank);
            return new(new ConcatOp(dim), [.. Enumerable.Range(0, draw.Int(1, 4)).Select(_ => new OpInput(x.With(dim, draw.Int(1, 3))))]);
        },
        ["slice"] = draw =>
        {
            var x = draw.Shape(1, 3, 6);
            var dim = draw.Dim(x.Rank);
            var (extent, start) = (x[dim], draw.Int(0, x[dim] - 1));
            var end = draw.OneOf(extent, draw.Int(start + 1, extent), int.MaxValue);
            if (end < extent && draw.Flag()) end -= extent;
            return new(new SliceOp(dim, draw.Flag() ? start - extent : start, end, draw.Int(1, 3)), new OpInput(x));
        },
        ["slice_scatter"] = draw =>
        {
            var x = draw.Shape(1, 3);
            var (dim, start, step) = (draw.Dim(x.Rank), draw.Int(0, 2), draw.Int(1, 3));
            var y = x.With(dim, start + (x[dim] - 1) * step + 1 + draw.Int(0, 2));
            return new(new SliceScatterOp(y, dim, start, step), new OpInput(x));
        },
        ["index_select"] = draw =>
        {
            var x = draw.Shape(1, 3);
            var dim = draw.Dim(x.Rank);
            return new(new IndexSelectOp(dim), new(x), draw.Positions([draw.Int(1, 4)], x[dim]));
        },
        ["index_add"] = draw =>
        {
            var x = draw.Shape(1, 3);
            var (dim, length) = (draw.Dim(x.Rank), draw.Int(1, 4));
            return new(new IndexAddOp(dim, length), new(x), draw.Positions([x[dim]], length));
        },
        ["pad"] = draw =>
        {
            var (x, before, after) = Margins(draw);
            return new(new PadOp(before, after, draw.OneOf(0, -1.5)), new OpInput(x));
        },
        ["crop"] = draw =>
        {
            var (y, before, after) = Margins(draw);
            return new(new CropOp(before, after), new OpInput(new Shape([.. y.Select((extent, i) => before[i] + extent + after[i])])));
        },
    };

    // A divisor of what is left, again and again.
    private static Shape SameCount(Draw draw, int count)
    {
        List<int> extents = [];
        for (var rank = draw.Int(count == 1 ? 0 : 1, 4); extents.Count < rank;)
        {
            int[] divisors = [.. Enumerable.Range(1, count).Where(k => count % k == 0)];
            extents.Add(extents.Count == rank - 1 ? count : draw.OneOf(divisors));
            count /= extents[^1];
        }
        return new([.. extents]);
    }

    private static (Shape Inner, Shape Before, Shape After) Margins(Draw draw)
    {
        var inner = draw.Shape(1, 4, 3);
        return (inner, Margin(), Margin());

        Shape Margin() => new([.. inner.Select(_ => draw.Int(0, 2))]);
    }
}
