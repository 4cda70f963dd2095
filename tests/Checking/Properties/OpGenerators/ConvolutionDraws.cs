using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking.Properties;

/// <summary>Convolutions in one to three dimensions with stride, padding, dilation, groups and bias, and their adjoints.</summary>
internal static class ConvolutionDraws
{
    /// <summary>The generator of each op.</summary>
    public static readonly Dictionary<string, Func<Draw, OpSample>> All = new()
    {
        ["convolution"] = draw =>
        {
            var (op, x, w) = Convolution(draw);
            return new(op, new(x), new(w), draw.Optional([w[0]]));
        },
        ["convolution_input_gradient"] = draw =>
        {
            var (op, x, w) = Convolution(draw);
            return new(new ConvolutionInputGradientOp(op, x[2..]), new(op.Geometry(x, w).Y), new(w));
        },
        ["convolution_weight_gradient"] = draw =>
        {
            var (op, x, w) = Convolution(draw);
            return new(new ConvolutionWeightGradientOp(op, w[2..]), new(x), new OpInput(op.Geometry(x, w).Y));
        },
        ["convolution_transposed"] = Transposed,
    };

    // Any window that the padded extent holds, and up to two elements more.
    private static (ConvolutionOp Op, Shape X, Shape W) Convolution(Draw draw)
    {
        var spatial = draw.Int(1, 3);
        var (batch, groups, channels, filters) = (draw.Int(1, 2), draw.Int(1, 3), draw.Int(1, 2), draw.Int(1, 2));
        var kernel = draw.Sizes(spatial, _ => draw.Int(1, 4 - spatial / 2));
        var dilation = draw.Sizes(spatial, _ => draw.Int(1, 4 - spatial));
        var padding = draw.Sizes(spatial, _ => draw.Int(0, 2));
        var stride = draw.Sizes(spatial, _ => draw.Int(1, 3));
        var input = draw.Sizes(spatial, i => Math.Max(1, dilation[i] * (kernel[i] - 1) + 1 - 2 * padding[i]) + draw.Int(0, 2)).Expand(spatial);
        return (
            new(stride, padding, dilation, groups),
            new Shape(batch, groups * channels).Concat(input),
            new Shape(groups * filters, channels).Concat(kernel.Expand(spatial)));
    }

    // Any padding that leaves something of the result, any output padding below the stride.
    private static OpSample Transposed(Draw draw)
    {
        var spatial = draw.Int(1, 3);
        var (batch, groups, channels, filters) = (draw.Int(1, 2), draw.Int(1, 3), draw.Int(1, 2), draw.Int(1, 2));
        var input = draw.Sizes(spatial, _ => draw.Int(1, 4 - spatial / 2)).Expand(spatial);
        var kernel = draw.Sizes(spatial, _ => draw.Int(1, 4 - spatial / 2));
        var dilation = draw.Sizes(spatial, _ => draw.Int(1, 4 - spatial));
        var stride = draw.Sizes(spatial, _ => draw.Int(1, 3));
        var outputPadding = draw.Sizes(spatial, i => draw.Int(0, stride[i] - 1));
        var padding = draw.Sizes(spatial, i => draw.Int(0, Math.Min(2, ((input[i] - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + outputPadding[i]) / 2)));
        return new(
            new ConvolutionTransposedOp(stride, padding, outputPadding, dilation, groups),
            new(new Shape(batch, groups * channels).Concat(input)),
            new(new Shape(groups * channels, filters).Concat(kernel.Expand(spatial))),
            draw.Optional([groups * filters]));
    }
}
