using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The adjoint of a convolution in its weight: from x [N, C, *spatial] and dy [N, O, *output] to dw [O, C/groups, *kernel].</summary>
/// <param name="Convolution">The convolution.</param>
/// <param name="Kernel">The spatial extents of its weight.</param>
public sealed record ConvolutionWeightGradientOp(ConvolutionOp Convolution, Shape Kernel) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("convolution_weight_gradient",
        Formula: "dw[o,c,u] = Σ_n,i x[n,c,i·s+u·d−p] · dy[n,o,i]",
        Samples:
        [
            new(new ConvolutionWeightGradientOp(new(2, 2, 1), [5]), new OpInput([2, 3, 7]), new OpInput([2, 2, 4])),
            new(new ConvolutionWeightGradientOp(new((2, 1), (2, 0), (1, 2)), [4, 3]), new OpInput([1, 2, 5, 6]), new OpInput([1, 2, 3, 2])),
            new(new ConvolutionWeightGradientOp(new(3, 0, 1), [1, 2]), new OpInput([1, 2, 5, 7]), new OpInput([1, 3, 2, 2])),
            new(new ConvolutionWeightGradientOp(new(1, 1, 1, 2), [3, 3]), new OpInput([2, 2, 4, 3]), new OpInput([2, 4, 4, 3])),
            new(new ConvolutionWeightGradientOp(new(1, 0, 1), [3, 2, 2]), new OpInput([1, 2, 4, 3, 3]), new OpInput([1, 2, 2, 2, 2])),
        ],
        Errors:
        [
            new(new ConvolutionWeightGradientOp(new(2, 0, 1), [3, 3]), "gives y [1, 3, 3, 3]; got dy [1, 3, 4, 4]", new OpInput([1, 2, 7, 7]), new OpInput([1, 3, 4, 4])),
            new(new ConvolutionWeightGradientOp(new(2, 0, 1), [3, 3]), "the same rank", new OpInput([1, 2, 7]), new OpInput([1, 3, 4, 4])),
        ])
    {
        Inputs = ["x", "dy"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Geometry(inputs).W];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, dy) = (inputs[0]!, inputs[1]!);
        saved.Save(x, dy);
        var geometry = Geometry(inputs);
        var dw = Tensor.EmptyLike(x, geometry.W);
        x.Backend.ConvolutionWeightGradient(x.View, dy.View, dw.View, geometry);
        return [dw];
    }

    // ⟨g, dw⟩ = ⟨A(g) x, dy⟩ is linear in x and in dy.
    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (g, x, dy) = (dys[0]!, saved[0], saved[1]);
        return
        [
            needs[0] ? Dispatcher.Apply(new ConvolutionInputGradientOp(Convolution, x.Shape[2..]), dy, g) : null,
            needs[1] ? Dispatcher.Apply(Convolution, x, g, null) : null,
        ];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) => Geometry(inputs).Macs;

    private ConvolutionGeometry Geometry(ReadOnlySpan<Tensor?> inputs)
    {
        var (x, dy) = (inputs[0]!.Shape, inputs[1]!.Shape);
        if (x.Rank != Kernel.Rank + 2 || dy.Rank != x.Rank)
            throw new ShapeException($"x, dy and the kernel {Kernel} need the same rank; got x {x}, dy {dy}");
        var geometry = Convolution.Geometry(x, new Shape(dy[1], x[1] / Math.Max(1, Convolution.Groups)).Concat(Kernel));
        return geometry.Y == dy
            ? geometry
            : throw new ShapeException($"the convolution of x {x} with w {geometry.W} gives y {geometry.Y}; got dy {dy}");
    }
}
