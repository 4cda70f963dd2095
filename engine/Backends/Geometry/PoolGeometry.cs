namespace NeuralCore.Backends;

/// <summary>The windows of a pooling of any number of spatial dimensions, fixed or adaptive: x [Planes, *Input], y [Planes, *Output].</summary>
/// <param name="Planes">N · C: each plane is pooled on its own.</param>
/// <param name="Input">The spatial extents of x.</param>
/// <param name="Output">The spatial extents of y.</param>
/// <param name="Kernel">The window's extents (of adaptive windows: unused).</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">How far the first window reaches over the border.</param>
/// <param name="Dilation">The step between the taps of a window.</param>
/// <param name="CountIncludePad">Whether an average divides by the padded window rather than by the elements inside.</param>
/// <param name="Adaptive">Whether window i of n covers ⌊i·in/n⌋ up to ⌈(i+1)·in/n⌉.</param>
public readonly record struct PoolGeometry(
    int Planes, Shape Input, Shape Output, Shape Kernel, Shape Stride, Shape Padding, Shape Dilation,
    bool CountIncludePad, bool Adaptive)
{
    /// <summary>The number of spatial dimensions.</summary>
    public int SpatialRank => Input.Rank;

    /// <summary>The shape of x, its planes merged.</summary>
    public Shape X => new Shape(Planes).Concat(Input);

    /// <summary>The shape of y, its planes merged.</summary>
    public Shape Y => new Shape(Planes).Concat(Output);

    /// <summary>Works out the windows of x [N, C, *spatial]; with <paramref name="ceilMode"/> a last window may hang over the end if it starts inside.</summary>
    /// <exception cref="ShapeException">The rank or the attributes do not fit, the padding exceeds half the window, or there is no output.</exception>
    public static PoolGeometry Of(Shape x, Sizes kernel, Sizes stride, Sizes padding, Sizes dilation, bool ceilMode, bool countIncludePad)
    {
        var spatial = x.Rank - 2;
        if (spatial < 1) throw new ShapeException($"pooling expects an input [N, C, *spatial]; got x {x}");
        var (k, s, p, d) = (Expand("kernel", kernel, 1), Expand("stride", stride, 1), Expand("padding", padding, 0), Expand("dilation", dilation, 1));
        Span<int> output = stackalloc int[spatial];
        for (var i = 0; i < spatial; i++)
        {
            if (2 * p[i] > k[i])
                throw new ShapeException($"padding {p[i]} is more than half the window {k[i]}; got x {x}");
            var room = x[2 + i] + 2 * p[i] - d[i] * (k[i] - 1) - 1;
            var n = FloorDivide(ceilMode ? room + s[i] - 1 : room, s[i]) + 1;
            if (ceilMode && (n - 1) * s[i] >= x[2 + i] + p[i]) n--;
            if (n < 1) throw new ShapeException($"a window of {d[i] * (k[i] - 1) + 1} does not fit the padded extent {x[2 + i] + 2 * p[i]} of spatial dimension {i}; got x {x}");
            if (p[i] > 0 && x[2 + i] < d[i])
                throw new ShapeException($"a window of {k[i]} taps, {d[i]} apart, steps over the whole extent {x[2 + i]} of spatial dimension {i}: both taps lie in the padding; got x {x}");
            output[i] = n;
        }
        return new(checked(x[0] * x[1]), x[2..], new Shape(output), k, s, p, d, countIncludePad, false);

        Shape Expand(string name, Sizes sizes, int least)
        {
            if (!sizes.Fits(spatial)) throw new ShapeException($"{name} {sizes} has {sizes.Length} numbers; the input has {spatial} spatial dimensions; got x {x}");
            foreach (var value in sizes.AsSpan())
                if (value < least) throw new ShapeException($"{name} is at least {least}; got {sizes}");
            return sizes.Expand(spatial);
        }
    }

    // With ceil_mode even a window larger than the extent counts if it starts inside, so a may be negative.
    private static int FloorDivide(int a, int b) => a >= 0 ? a / b : -((b - 1 - a) / b);

    /// <summary>Works out the windows that take x [N, C, *spatial] to the given output extents.</summary>
    /// <exception cref="ShapeException">The rank does not fit, or an extent of the output or of x's spatial dimensions is not positive.</exception>
    public static PoolGeometry OfAdaptive(Shape x, Sizes output)
    {
        var spatial = x.Rank - 2;
        if (spatial < 1 || !output.Fits(spatial))
            throw new ShapeException($"adaptive pooling to {output} expects an input [N, C, *spatial] with as many spatial dimensions; got x {x}");
        foreach (var value in output.AsSpan())
            if (value < 1) throw new ShapeException($"the output size is at least 1; got {output}");
        if (x[2..].Count == 0)
            throw new ShapeException($"adaptive pooling to {output} needs an element along every spatial dimension; got x {x}");
        var one = ((Sizes)1).Expand(spatial);
        return new(checked(x[0] * x[1]), x[2..], output.Expand(spatial), one, one, ((Sizes)0).Expand(spatial), one, false, true);
    }

    /// <summary>Window <paramref name="i"/> of a spatial dimension: its first tap inside the input, the end (exclusive), the step, and the extent that an average divides by.</summary>
    public (int Start, int End, int Step, int Divisor) Window(int dim, int i)
    {
        if (Adaptive)
        {
            var (extent, n) = ((long)Input[dim], Output[dim]);
            var (first, last) = ((int)(i * extent / n), (int)(((i + 1) * extent + n - 1) / n));
            return (first, last, 1, last - first);
        }
        var step = Dilation[dim];
        var start = i * Stride[dim] - Padding[dim];
        var end = start + (Kernel[dim] - 1) * step + 1;
        var padded = Math.Min(end, Input[dim] + Padding[dim]) - start;
        if (start < 0) start += (-start + step - 1) / step * step;
        end = Math.Min(end, Input[dim]);
        return (start, end, step, CountIncludePad ? padded : Math.Max(0, end - start));
    }
}
