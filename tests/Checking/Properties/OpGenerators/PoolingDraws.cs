using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Poolings in one to three dimensions over fixed and adaptive windows, and their adjoints.</summary>
internal static class PoolingDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["max_pool"] = draw => Pooled(Maximum(draw), distinct: true),
        ["adaptive_max_pool"] = draw => Pooled(AdaptiveMaximum(draw), distinct: true),
        ["average_pool"] = draw => Pooled(Average(draw), distinct: false),
        ["adaptive_average_pool"] = draw => Pooled(AdaptiveAverage(draw), distinct: false),
        ["pool_scatter"] = draw =>
        {
            var (pool, x) = AnyMaximum(draw);
            return new(new PoolScatterOp(pool, x), new(pool.Result(x)), Places(draw, pool, x));
        },
        ["pool_gather"] = draw =>
        {
            var (pool, x) = AnyMaximum(draw);
            return new(new PoolGatherOp(pool), new(x), Places(draw, pool, x));
        },
        ["average_pool_gradient"] = draw =>
        {
            var (pool, x) = draw.Flag() ? AdaptiveAverage(draw) : Average(draw);
            return new(new AveragePoolGradientOp((MeanPoolOp)pool, x), new OpInput(pool.Result(x)));
        },
    };

    private static OpSample Pooled((PoolOp Pool, Shape X) drawn, bool distinct) => new(drawn.Pool, new OpInput(drawn.X) { Distinct = distinct });

    private static (PoolOp Pool, Shape X) AnyMaximum(Draw draw) => draw.Flag() ? AdaptiveMaximum(draw) : Maximum(draw);

    private static (PoolOp Pool, Shape X) Maximum(Draw draw)
    {
        var spatial = draw.Int(1, 3);
        var (kernel, stride, padding) = Window(draw, spatial);
        var dilation = draw.Sizes(spatial, _ => draw.Int(1, 2));
        var ceil = draw.Flag();
        return (new MaxPoolOp(kernel, stride, padding, dilation, ceil), Input(draw, spatial, kernel, stride, padding, dilation, ceil));
    }

    private static (PoolOp Pool, Shape X) Average(Draw draw)
    {
        var spatial = draw.Int(1, 3);
        var (kernel, stride, padding) = Window(draw, spatial);
        var ceil = draw.Flag();
        return (new AveragePoolOp(kernel, stride, padding, ceil, !draw.Flag()), Input(draw, spatial, kernel, stride, padding, 1, ceil));
    }

    private static (PoolOp Pool, Shape X) AdaptiveMaximum(Draw draw)
    {
        var (output, x) = Adaptive(draw);
        return (new AdaptiveMaxPoolOp(output), x);
    }

    private static (PoolOp Pool, Shape X) AdaptiveAverage(Draw draw)
    {
        var (output, x) = Adaptive(draw);
        return (new AdaptiveAveragePoolOp(output), x);
    }

    // Also more results than elements, whose windows then overlap.
    private static (Sizes Output, Shape X) Adaptive(Draw draw)
    {
        var spatial = draw.Int(1, 3);
        var output = draw.Sizes(spatial, _ => draw.Int(1, 5 - spatial));
        return (output, Planes(draw).Concat(draw.Sizes(spatial, _ => draw.Int(1, 6 - spatial)).Expand(spatial)));
    }

    private static Shape Planes(Draw draw) => [draw.Int(1, 2), draw.Int(1, 2)];

    // Padding is at most half the window.
    private static (Sizes Kernel, Sizes Stride, Sizes Padding) Window(Draw draw, int spatial)
    {
        var kernel = draw.Sizes(spatial, _ => draw.Int(1, 3));
        return (kernel, draw.Sizes(spatial, _ => draw.Int(1, 3)), draw.Sizes(spatial, i => draw.Int(0, kernel[i] / 2)));
    }

    // From the least extent that holds a window; in ceil mode a single window may hang over the end of an extent one less.
    // A dilated window must not step over the whole extent.
    private static Shape Input(Draw draw, int spatial, Sizes kernel, Sizes stride, Sizes padding, Sizes dilation, bool ceil) =>
        Planes(draw).Concat(draw.Sizes(spatial, i =>
        {
            var window = dilation[i] * (kernel[i] - 1) + 1 - 2 * padding[i];
            if (ceil && stride[i] > 1) window--;
            return Math.Max(window, padding[i] > 0 ? dilation[i] : 1) + draw.Int(0, 2);
        }).Expand(spatial));

    // For each result a place in its window, where a max pooling may have found it.
    private static OpInput Places(Draw draw, PoolOp pool, Shape x)
    {
        var (geometry, y) = (pool.Geometry(x), pool.Result(x));
        var places = new double[y.Count];
        for (var k = 0; k < places.Length; k++)
        {
            var coordinates = new Position(k, y).Coordinates;
            for (var d = 0; d < geometry.SpatialRank; d++)
            {
                var (start, end, step, _) = geometry.Window(d, coordinates[2 + d]);
                places[k] = places[k] * x[2 + d] + start + step * draw.Any((end - start + step - 1) / step);
            }
        }
        return new(y) { Type = ElementType.Int64, Values = places };
    }
}
