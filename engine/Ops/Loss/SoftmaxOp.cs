using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Exponentials along a dimension, scaled to the sum 1; the largest is taken off first, so that none overflows.</summary>
/// <param name="Dim">The dimension.</param>
public sealed record SoftmaxOp(int Dim) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("softmax",
        Formula: "y = eˣ / Σ eˣ along dim",
        Samples: [new(new SoftmaxOp(-1), new OpInput([3, 4, 5], -2, 2)), new(new SoftmaxOp(1), new OpInput([2, 3, 4], -2, 2))],
        Errors: [new(new SoftmaxOp(2), "dimension 2 does not exist", new OpInput([3, 4]))]);

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        inputs[0]!.Shape.Axis(Dim);
        return [inputs[0]!.Shape];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, x.Shape);
        x.Backend.Softmax(x.View, y.View, LineGeometry.Of(x.Shape, Dim), logarithm: false);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new SoftmaxGradientOp(Dim), dys[0], saved[0])];
}

/// <summary>The gradient of <see cref="SoftmaxOp"/>, from its result.</summary>
/// <remarks>Not pointwise, but its Jacobian is symmetric: what the base says of dy and of s holds.</remarks>
/// <param name="Dim">The dimension.</param>
public sealed record SoftmaxGradientOp(int Dim) : PointwiseGradientOp, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("softmax_gradient",
        Formula: "dx = y · (dy − Σ dy·y) along dim",
        Samples: [new(new SoftmaxGradientOp(1), new OpInput([2, 3, 4]), new OpInput([2, 3, 4], 0, 1))],
        Errors: Refusals(new SoftmaxGradientOp(0)))
    {
        Inputs = ["dy", "y"],
    };

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor dy, Tensor s)
    {
        var dx = Tensor.EmptyLike(s, s.Shape);
        s.Backend.SoftmaxGradient(dy.View, s.View, dx.View, LineGeometry.Of(s.Shape, Dim), logarithm: false);
        return dx;
    }

    /// <inheritdoc/>
    private protected override Tensor Curvature(Tensor g, Tensor dy, Tensor s) =>
        g * (dy - (dy * s).Sum(Dim, keepDim: true)) - dy * (g * s).Sum(Dim, keepDim: true);
}

/// <summary>Softmax.</summary>
public static class SoftmaxExtensions
{
    extension(Tensor x)
    {
        /// <summary>eˣ / Σ eˣ along a dimension of x [*].</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor Softmax(int dim) => Dispatcher.Apply(new SoftmaxOp(dim), x);
    }
}
