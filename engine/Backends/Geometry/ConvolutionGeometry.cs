namespace NeuralCore.Backends;

/// <summary>The sizes of one convolution of any number of spatial dimensions: x [N, C, *Input], w [O, C/Groups, *Kernel], y [N, O, *Output].</summary>
/// <param name="Batch">N.</param>
/// <param name="InChannels">C.</param>
/// <param name="OutChannels">O.</param>
/// <param name="Groups">Into how many groups the channels fall; output channels of a group see its input channels only.</param>
/// <param name="Input">The spatial extents of x.</param>
/// <param name="Kernel">The spatial extents of w.</param>
/// <param name="Output">The spatial extents of y.</param>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">Zeros before and after each spatial dimension of x.</param>
/// <param name="Dilation">The step between the taps of a window.</param>
public readonly record struct ConvolutionGeometry(
    int Batch, int InChannels, int OutChannels, int Groups,
    Shape Input, Shape Kernel, Shape Output, Shape Stride, Shape Padding, Shape Dilation)
{
    /// <summary>The number of spatial dimensions.</summary>
    public int SpatialRank => Input.Rank;

    /// <summary>C / Groups: the input channels that one output channel sees.</summary>
    public int GroupInChannels => InChannels / Groups;

    /// <summary>O / Groups.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>The products per output element: C/Groups · Π Kernel.</summary>
    public long Taps => GroupInChannels * Kernel.Count;

    /// <summary>The multiply-adds of one pass.</summary>
    public long Macs => (long)Batch * OutChannels * Output.Count * Taps;

    /// <summary>The shape of x.</summary>
    public Shape X => new Shape(Batch, InChannels).Concat(Input);

    /// <summary>The shape of w.</summary>
    public Shape W => new Shape(OutChannels, GroupInChannels).Concat(Kernel);

    /// <summary>The shape of y.</summary>
    public Shape Y => new Shape(Batch, OutChannels).Concat(Output);

    /// <summary>Works out the sizes from x [N, C, *spatial] and w [O, C/groups, *kernel].</summary>
    /// <exception cref="ShapeException">The ranks, channels, groups or attributes do not fit, or a window is larger than the padded input.</exception>
    public static ConvolutionGeometry Of(Shape x, Shape w, Sizes stride, Sizes padding, Sizes dilation, int groups)
    {
        var spatial = x.Rank - 2;
        if (spatial < 1 || w.Rank != x.Rank)
            throw new ShapeException($"input [N, C, *spatial] and weight [O, C/groups, *kernel] need the same rank, at least 3; got x {x}, w {w}");
        var (strides, paddings, dilations) = (Positive("stride", stride, spatial, 1), Positive("padding", padding, spatial, 0), Positive("dilation", dilation, spatial, 1));
        if (groups < 1 || x[1] % groups != 0 || w[0] % groups != 0)
            throw new ShapeException($"{groups} groups do not divide {x[1]} input and {w[0]} output channels; got x {x}, w {w}");
        if (x[1] != w[1] * groups)
            throw new ShapeException($"input has {x[1]} channels, weight expects {w[1] * groups}; got x {x}, w {w}");
        Span<int> output = stackalloc int[spatial];
        for (var i = 0; i < spatial; i++)
        {
            var (extent, window) = (x[2 + i] + 2 * paddings[i], dilations[i] * (w[2 + i] - 1) + 1);
            if (w[2 + i] < 1 || window > extent)
                throw new ShapeException($"a window of {window} does not fit the padded extent {extent} of spatial dimension {i}; got x {x}, w {w}");
            output[i] = (extent - window) / strides[i] + 1;
        }
        return new(x[0], x[1], w[0], groups, x[2..], w[2..], new Shape(output), strides, paddings, dilations);
    }

    private static Shape Positive(string name, Sizes sizes, int spatial, int least)
    {
        if (!sizes.Fits(spatial))
            throw new ShapeException($"{name} {sizes} has {sizes.Length} numbers; the input has {spatial} spatial dimensions");
        foreach (var value in sizes.AsSpan())
            if (value < least) throw new ShapeException($"{name} is at least {least}; got {sizes}");
        return sizes.Expand(spatial);
    }
}
