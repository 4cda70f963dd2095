using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Cross-correlation of x [N, C, *spatial] with w [O, C/groups, *kernel] and an optional bias [O], in any number of spatial dimensions.</summary>
/// <remarks>Its gradients are <see cref="ConvolutionInputGradientOp"/> and <see cref="ConvolutionWeightGradientOp"/>; the three are closed under differentiation.</remarks>
/// <param name="Stride">The step between windows.</param>
/// <param name="Padding">Zeros before and after each spatial dimension.</param>
/// <param name="Dilation">The step between the taps of a window.</param>
/// <param name="Groups">Into how many groups the channels fall; C of them make the convolution depthwise.</param>
public sealed record ConvolutionOp(Sizes Stride, Sizes Padding, Sizes Dilation, int Groups = 1) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("convolution",
        Formula: "y[n,o,i] = Σ_c,u x[n,c,i·s+u·d−p] · w[o,c,u] (+ bias[o])",
        Samples:
        [
            // 1-D, 2-D, 3-D.
            new(new ConvolutionOp(2, 2, 1), new OpInput([2, 3, 7]), new OpInput([2, 3, 5]), new OpInput([2])),
            new(new ConvolutionOp(1, 1, 1), new OpInput([2, 2, 4, 5]), new OpInput([3, 2, 3, 3]), new OpInput([3])),
            new(new ConvolutionOp(1, 0, 1), new OpInput([1, 2, 4, 3, 3]), new OpInput([2, 2, 3, 2, 2]), new OpInput([2])),
            // Asymmetric stride, padding, dilation and kernel, no bias.
            new(new ConvolutionOp((2, 1), (2, 0), (1, 2)), new OpInput([1, 2, 5, 6]), new OpInput([2, 2, 4, 3]), null),
            // Stride beyond the window: elements that no window sees.
            new(new ConvolutionOp(3, 0, 1), new OpInput([1, 2, 5, 7]), new OpInput([3, 2, 1, 2]), null),
            // Groups, depthwise, depthwise with a multiplier.
            new(new ConvolutionOp((3, 2), (0, 1), (2, 1), 2), new OpInput([2, 4, 6, 4]), new OpInput([4, 2, 2, 2]), new OpInput([4])),
            new(new ConvolutionOp(1, 1, 1, 4), new OpInput([1, 4, 4, 3]), new OpInput([4, 1, 3, 3]), null),
            new(new ConvolutionOp(2, 2, 1, 2), new OpInput([1, 2, 5, 5]), new OpInput([6, 1, 5, 5]), new OpInput([6])),
            // Pointwise.
            new(new ConvolutionOp(1, 0, 1), new OpInput([2, 3, 2, 3]), new OpInput([4, 3, 1, 1]), null),
        ],
        Errors:
        [
            new(new ConvolutionOp(1, 0, 1), "input has 5 channels, weight expects 4; got x [2, 5, 6, 6], w [3, 4, 3, 3]", new OpInput([2, 5, 6, 6]), new OpInput([3, 4, 3, 3]), null),
            new(new ConvolutionOp(1, 0, 1, 2), "2 groups do not divide 3 input and 4 output channels", new OpInput([2, 3, 6, 6]), new OpInput([4, 3, 3, 3]), null),
            new(new ConvolutionOp(1, 0, 2), "a window of 5 does not fit the padded extent 4 of spatial dimension 1", new OpInput([1, 1, 6, 4]), new OpInput([1, 1, 3, 3]), null),
            new(new ConvolutionOp(1, 0, 1), "need the same rank", new OpInput([1, 1, 6, 4]), new OpInput([1, 1, 3]), null),
            new(new ConvolutionOp((1, 2, 1), 0, 1), "stride 1×2×1 has 3 numbers; the input has 2 spatial dimensions", new OpInput([1, 1, 6, 4]), new OpInput([1, 1, 3, 3]), null),
            new(new ConvolutionOp(0, 0, 1), "stride is at least 1", new OpInput([1, 1, 6, 4]), new OpInput([1, 1, 3, 3]), null),
            new(new ConvolutionOp(1, 0, 1), "bias is expected to be [3]", new OpInput([1, 1, 6, 4]), new OpInput([3, 1, 3, 3]), new OpInput([4])),
        ])
    {
        Inputs = ["x", "w", "bias"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var geometry = Geometry(inputs[0]!.Shape, inputs[1]!.Shape);
        CheckBias(inputs[2], geometry.OutChannels);
        return [geometry.Y];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, w, bias) = (inputs[0]!, inputs[1]!, inputs[2]);
        saved.Save(x, w);
        var geometry = Geometry(x.Shape, w.Shape);
        var y = Tensor.EmptyLike(x, geometry.Y);
        x.Backend.Convolution(x.View, w.View, bias?.View, y.View, geometry);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, x, w) = (dys[0]!, saved[0], saved[1]);
        return
        [
            needs[0] ? Dispatcher.Apply(new ConvolutionInputGradientOp(this, x.Shape[2..]), dy, w) : null,
            needs[1] ? Dispatcher.Apply(new ConvolutionWeightGradientOp(this, w.Shape[2..]), x, dy) : null,
            needs[2] ? BiasGradient(dy) : null,
        ];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) =>
        Geometry(inputs[0]!.Shape, inputs[1]!.Shape).Macs;

    /// <summary>All sizes of the convolution of x with w.</summary>
    internal ConvolutionGeometry Geometry(Shape x, Shape w) => ConvolutionGeometry.Of(x, w, Stride, Padding, Dilation, Groups);

    /// <summary>db [O] = Σ dy [N, O, *spatial] over all but the channels.</summary>
    internal static Tensor BiasGradient(Tensor dy)
    {
        var channels = dy.Shape[1];
        Span<int> column = stackalloc int[dy.Rank - 1];
        column.Fill(1);
        column[0] = channels;
        return dy.SumTo(new Shape(column)).Reshape([channels]);
    }

    /// <summary>Refuses a bias that is not one number per output channel.</summary>
    internal static void CheckBias(Tensor? bias, int channels)
    {
        if (bias is not null && bias.Shape != new Shape(channels))
            throw new ShapeException($"bias is expected to be [{channels}], one number per output channel; got {bias.Shape}");
    }
}

/// <summary>Convolution.</summary>
public static class ConvolutionExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] cross-correlated with w [O, C/groups, *kernel] gives [N, O, *⌊(spatial + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1].</summary>
        /// <param name="weight">w [O, C/groups, *kernel].</param>
        /// <param name="bias">One number per output channel [O], or none.</param>
        /// <param name="stride">The step between windows, 1 if left out.</param>
        /// <param name="padding">Zeros on either side, none if left out.</param>
        /// <param name="dilation">The step between taps, 1 if left out.</param>
        /// <param name="groups">Into how many groups the channels fall.</param>
        /// <exception cref="ShapeException">Ranks, channels or groups do not fit, or the window is larger than the padded input.</exception>
        public Tensor Convolution(Tensor weight, Tensor? bias = null, Sizes? stride = null, Sizes? padding = null, Sizes? dilation = null, int groups = 1) =>
            Dispatcher.Apply(new ConvolutionOp(stride ?? 1, padding ?? 0, dilation ?? 1, groups), x, weight, bias);
    }
}
