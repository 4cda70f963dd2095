using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The adjoint of a convolution as an operation of its own, which enlarges: x [N, C, *spatial], w [C, O/groups, *kernel], optional bias [O].</summary>
/// <param name="Stride">The step of the convolution whose adjoint this is: how far the windows of two neighbouring elements lie apart.</param>
/// <param name="Padding">How much is cut from either side of the result.</param>
/// <param name="OutputPadding">How much the result is longer at the end: below the stride, it chooses among the inputs of the convolution that give one output.</param>
/// <param name="Dilation">The step between the taps of a window.</param>
/// <param name="Groups">Into how many groups the channels fall.</param>
public sealed record ConvolutionTransposedOp(Sizes Stride, Sizes Padding, Sizes OutputPadding, Sizes Dilation, int Groups = 1) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("convolution_transposed",
        Formula: "y[n,o,j] = Σ_c,i,u x[n,c,i] · w[c,o,u] where j = i·s+u·d−p (+ bias[o])",
        Samples:
        [
            new(new ConvolutionTransposedOp(2, 1, 0, 1), new OpInput([2, 3, 4]), new OpInput([3, 2, 4]), new OpInput([2])),
            new(new ConvolutionTransposedOp(2, 1, 1, 1), new OpInput([1, 2, 3, 2]), new OpInput([2, 3, 3, 3]), new OpInput([3])),
            new(new ConvolutionTransposedOp((1, 3), (0, 1), (0, 2), (2, 1), 2), new OpInput([1, 4, 2, 3]), new OpInput([4, 1, 3, 2]), null),
            new(new ConvolutionTransposedOp((2, 1, 2), (1, 0, 1), (1, 0, 0), 1), new OpInput([1, 2, 2, 2, 2]), new OpInput([2, 1, 3, 2, 3]), new OpInput([1])),
        ],
        Errors:
        [
            new(new ConvolutionTransposedOp(2, 0, 0, 1), "input has 5 channels, weight expects 4", new OpInput([2, 5, 6, 6]), new OpInput([4, 3, 3, 3]), null),
            new(new ConvolutionTransposedOp(2, 0, 2, 1), "output padding 2 is not below the stride 2", new OpInput([2, 4, 6, 6]), new OpInput([4, 3, 3, 3]), null),
            new(new ConvolutionTransposedOp(1, 3, 0, 1), "leaves nothing of spatial dimension 0", new OpInput([2, 4, 3, 8]), new OpInput([4, 3, 3, 3]), null),
            new(new ConvolutionTransposedOp(1, 0, 0, 1), "need the same rank", new OpInput([2, 4, 3, 8]), new OpInput([4, 3, 3]), null),
            new(new ConvolutionTransposedOp(1, 0, 0, 1), "bias is expected to be [3]", new OpInput([2, 4, 3, 8]), new OpInput([4, 3, 3, 3]), new OpInput([4])),
        ])
    {
        Inputs = ["x", "w", "bias"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var geometry = Geometry(inputs[0]!.Shape, inputs[1]!.Shape);
        ConvolutionOp.CheckBias(inputs[2], geometry.InChannels);
        return [geometry.X];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, w, bias) = (inputs[0]!, inputs[1]!, inputs[2]);
        saved.Save(x, w);
        var geometry = Geometry(x.Shape, w.Shape);
        var y = Tensor.EmptyLike(x, geometry.X);
        x.Backend.ConvolutionInputGradient(x.View, w.View, y.View, geometry);
        if (bias is not null)
        {
            Span<int> column = stackalloc int[x.Rank - 1];
            column.Fill(1);
            column[0] = geometry.InChannels;
            x.Backend.Zip(new Plus(), y.View, bias.View.As(new Shape(column)), y.View);
        }
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, x, w) = (dys[0]!, saved[0], saved[1]);
        return
        [
            needs[0] ? Dispatcher.Apply(Convolution, dy, w, null) : null,
            needs[1] ? Dispatcher.Apply(new ConvolutionWeightGradientOp(Convolution, w.Shape[2..]), dy, x) : null,
            needs[2] ? ConvolutionOp.BiasGradient(dy) : null,
        ];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) =>
        Geometry(inputs[0]!.Shape, inputs[1]!.Shape).Macs;

    private ConvolutionOp Convolution => new(Stride, Padding, Dilation, Groups);

    // The sizes of the convolution whose adjoint this is: its input is the result here, its output is x.
    private ConvolutionGeometry Geometry(Shape x, Shape w)
    {
        var spatial = x.Rank - 2;
        if (spatial < 1 || w.Rank != x.Rank)
            throw new ShapeException($"input [N, C, *spatial] and weight [C, O/groups, *kernel] need the same rank, at least 3; got x {x}, w {w}");
        if (x[1] != w[0]) throw new ShapeException($"input has {x[1]} channels, weight expects {w[0]}; got x {x}, w {w}");
        var (s, p, o, d) = (Stride.Expand(spatial), Padding.Expand(spatial), OutputPadding.Expand(spatial), Dilation.Expand(spatial));
        Span<int> output = stackalloc int[spatial];
        for (var i = 0; i < spatial; i++)
        {
            if (o[i] >= s[i])
                throw new ShapeException($"output padding {o[i]} is not below the stride {s[i]} of spatial dimension {i}; expected at most {s[i] - 1}");
            output[i] = (x[2 + i] - 1) * s[i] - 2 * p[i] + d[i] * (w[2 + i] - 1) + 1 + o[i];
            if (output[i] < 1)
                throw new ShapeException($"padding {p[i]} leaves nothing of spatial dimension {i}; got x {x}, w {w}");
        }
        return Convolution.Geometry(new Shape(x[0], w[1] * Groups).Concat(new Shape(output)), w);
    }

    internal readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}

/// <summary>Transposed convolution.</summary>
public static class ConvolutionTransposedExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] with w [C, O/groups, *kernel] gives [N, O, *(spatial − 1)·stride − 2·padding + dilation·(kernel − 1) + 1 + outputPadding].</summary>
        /// <param name="weight">w [C, O/groups, *kernel].</param>
        /// <param name="bias">One number per output channel [O], or none.</param>
        /// <param name="stride">How far the windows lie apart, 1 if left out.</param>
        /// <param name="padding">How much is cut from either side, nothing if left out.</param>
        /// <param name="outputPadding">How much longer the result is at the end: below the stride or the dilation.</param>
        /// <param name="dilation">The step between taps, 1 if left out.</param>
        /// <param name="groups">Into how many groups the channels fall.</param>
        /// <exception cref="ShapeException">Ranks, channels or groups do not fit, or nothing is left of the result.</exception>
        public Tensor ConvolutionTransposed(
            Tensor weight, Tensor? bias = null, Sizes? stride = null, Sizes? padding = null, Sizes? outputPadding = null, Sizes? dilation = null, int groups = 1)
        {
            var (s, o, d) = (stride ?? 1, outputPadding ?? 0, dilation ?? 1);
            (x, o) = Lengthen(x, s, o, d);
            return Dispatcher.Apply(new ConvolutionTransposedOp(s, padding ?? 0, o, d, groups), x, weight, bias);
        }
    }

    // A zero appended to x makes the result one stride longer and adds nothing to it.
    private static (Tensor X, Sizes OutputPadding) Lengthen(Tensor x, Sizes stride, Sizes outputPadding, Sizes dilation)
    {
        var spatial = x.Rank - 2;
        if (spatial < 1 || !stride.Fits(spatial) || !outputPadding.Fits(spatial) || !dilation.Fits(spatial)) return (x, outputPadding);
        Span<int> zeros = stackalloc int[x.Rank], rest = stackalloc int[spatial];
        for (var i = 0; i < spatial; i++)
        {
            rest[i] = outputPadding[i];
            if (stride[i] < 1 || outputPadding[i] < stride[i] || outputPadding[i] >= dilation[i]) continue;
            zeros[2 + i] = outputPadding[i] / stride[i];
            rest[i] = outputPadding[i] % stride[i];
        }
        return zeros.ContainsAnyExcept(0)
            ? (x.Pad(new Shape(stackalloc int[x.Rank]), new Shape(zeros)), new Sizes(rest))
            : (x, outputPadding);
    }
}
