namespace NeuralCore.Backends.Gpu;

/// <summary>The sizes of a depthwise pass, forward or adjoint: channels of results, channels of a source, and which belong together.</summary>
/// <remarks>Result channel t gathers source channels from (t / perSource)·Terms on, with the filters from t·Terms on.</remarks>
internal readonly struct DepthwiseSpace
{
    /// <summary>The spatial dimensions; those that a convolution does not have are of extent 1.</summary>
    public readonly DepthwiseAxis Depth, Height, Width;

    /// <summary>The source channels that a result channel gathers: 1 forward, the multiplier in the adjoint.</summary>
    public readonly int Terms;

    /// <summary>The channels of the result.</summary>
    public readonly Divider Channels;

    private readonly Divider _perSource;
    private readonly int _sourceChannels;

    private DepthwiseSpace(DepthwiseAxis depth, DepthwiseAxis height, DepthwiseAxis width, int terms, int sourceChannels, int channels, int perSource)
    {
        (Depth, Height, Width, Terms) = (depth, height, width, terms);
        (Channels, _perSource, _sourceChannels) = (new(channels), new(perSource), sourceChannels);
    }

    /// <summary>The number of taps of a filter.</summary>
    public int FilterVolume => Depth.Taps * Height.Taps * Width.Taps;

    /// <summary>y from x.</summary>
    public static DepthwiseSpace Forward(in ConvolutionGeometry g)
    {
        var last = g.SpatialRank - 1;
        return new(DepthwiseAxis.Forward(g, last - 2), DepthwiseAxis.Forward(g, last - 1), DepthwiseAxis.Forward(g, last),
            1, g.InChannels, g.OutChannels, g.GroupOutChannels);
    }

    /// <summary>dx from dy.</summary>
    public static DepthwiseSpace Adjoint(in ConvolutionGeometry g)
    {
        var last = g.SpatialRank - 1;
        return new(DepthwiseAxis.Adjoint(g, last - 2), DepthwiseAxis.Adjoint(g, last - 1), DepthwiseAxis.Adjoint(g, last),
            g.GroupOutChannels, g.OutChannels, g.InChannels, 1);
    }

    /// <summary>The number, among all source channels of the batch, of the first that a result channel gathers.</summary>
    public int SourcePlane(int image, int channel) => image * _sourceChannels + _perSource.Quotient(channel) * Terms;
}
