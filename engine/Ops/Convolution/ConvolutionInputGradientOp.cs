using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The adjoint of a convolution in its input: from dy [N, O, *output] and w [O, C/groups, *kernel] to dx [N, C, *spatial].</summary>
/// <param name="Convolution">The convolution.</param>
/// <param name="Spatial">The spatial extents of its input, which those of dy do not tell where the stride exceeds 1.</param>
public sealed record ConvolutionInputGradientOp(ConvolutionOp Convolution, Shape Spatial) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("convolution_input_gradient",
        Formula: "dx[n,c,j] = Σ_o,i,u dy[n,o,i] · w[o,c,u] where j = i·s+u·d−p",
        Samples:
        [
            new(new ConvolutionInputGradientOp(new(2, 2, 1), [7]), new OpInput([2, 2, 4]), new OpInput([2, 3, 5])),
            new(new ConvolutionInputGradientOp(new((2, 1), (2, 0), (1, 2)), [5, 6]), new OpInput([1, 2, 3, 2]), new OpInput([2, 2, 4, 3])),
            new(new ConvolutionInputGradientOp(new(3, 0, 1), [5, 7]), new OpInput([1, 3, 2, 2]), new OpInput([3, 2, 1, 2])),
            new(new ConvolutionInputGradientOp(new(1, 1, 1, 2), [4, 3]), new OpInput([2, 4, 4, 3]), new OpInput([4, 1, 3, 3])),
            new(new ConvolutionInputGradientOp(new(1, 0, 1), [4, 3, 3]), new OpInput([1, 2, 2, 2, 2]), new OpInput([2, 2, 3, 2, 2])),
        ],
        Errors:
        [
            new(new ConvolutionInputGradientOp(new(2, 0, 1), [7, 7]), "gives y [1, 3, 3, 3]; got dy [1, 3, 4, 4]", new OpInput([1, 3, 4, 4]), new OpInput([3, 2, 3, 3])),
            new(new ConvolutionInputGradientOp(new(2, 0, 1), [7, 7]), "the same rank", new OpInput([1, 3, 4]), new OpInput([3, 2, 3, 3])),
        ])
    {
        Inputs = ["dy", "w"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Geometry(inputs).X];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, w) = (inputs[0]!, inputs[1]!);
        saved.Save(dy, w);
        var geometry = Geometry(inputs);
        var dx = Tensor.EmptyLike(dy, geometry.X);
        dy.Backend.ConvolutionInputGradient(dy.View, w.View, dx.View, geometry);
        return [dx];
    }

    // ⟨g, A(w)ᵀ dy⟩ = ⟨A(w) g, dy⟩ is linear in dy and in w.
    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (g, dy, w) = (dys[0]!, saved[0], saved[1]);
        return
        [
            needs[0] ? Dispatcher.Apply(Convolution, g, w, null) : null,
            needs[1] ? Dispatcher.Apply(new ConvolutionWeightGradientOp(Convolution, w.Shape[2..]), g, dy) : null,
        ];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) => Geometry(inputs).Macs;

    private ConvolutionGeometry Geometry(ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, w) = (inputs[0]!.Shape, inputs[1]!.Shape);
        if (dy.Rank != Spatial.Rank + 2 || w.Rank != dy.Rank)
            throw new ShapeException($"dy, w and the input of spatial extents {Spatial} need the same rank; got dy {dy}, w {w}");
        var geometry = Convolution.Geometry(new Shape(dy[0], w[1] * Convolution.Groups).Concat(Spatial), w);
        return geometry.Y == dy
            ? geometry
            : throw new ShapeException($"the convolution of x {geometry.X} with w {w} gives y {geometry.Y}; got dy {dy}");
    }
}
