using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The logarithm of <see cref="SoftmaxOp"/>, exact where the softmax itself is too small for its type.</summary>
/// <param name="Dim">The dimension.</param>
public sealed record LogSoftmaxOp(int Dim) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("log_softmax",
        Formula: "y = x − ln Σ eˣ along dim",
        Samples: [new(new LogSoftmaxOp(-1), new OpInput([3, 4, 5], -2, 2)), new(new LogSoftmaxOp(1), new OpInput([2, 3, 4], -2, 2))],
        Errors: [new(new LogSoftmaxOp(2), "dimension 2 does not exist", new OpInput([3, 4]))]);

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
        x.Backend.Softmax(x.View, y.View, LineGeometry.Of(x.Shape, Dim), logarithm: true);
        saved.Save(y);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) =>
        [Dispatcher.Apply(new LogSoftmaxGradientOp(Dim), dys[0], saved[0])];
}

/// <summary>The gradient of <see cref="LogSoftmaxOp"/>, from its result.</summary>
/// <param name="Dim">The dimension.</param>
public sealed record LogSoftmaxGradientOp(int Dim) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("log_softmax_gradient",
        Formula: "dx = dy − eʸ · Σ dy along dim",
        Samples: [new(new LogSoftmaxGradientOp(1), new OpInput([2, 3, 4]), new OpInput([2, 3, 4], -3, 0))],
        Errors: [new(new LogSoftmaxGradientOp(0), "one shape", new OpInput([3]), new OpInput([4]))])
    {
        Inputs = ["dy", "y"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, y) = (inputs[0]!.Shape, inputs[1]!.Shape);
        return dy == y ? [y] : throw new ShapeException($"the gradient and the result have one shape; got dy {dy}, y {y}");
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, y) = (inputs[0]!, inputs[1]!);
        saved.Save(dy, y);
        var dx = Tensor.EmptyLike(y, y.Shape);
        y.Backend.SoftmaxGradient(dy.View, y.View, dx.View, LineGeometry.Of(y.Shape, Dim), logarithm: true);
        return [dx];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        // The map dy → dx is not symmetric here: its adjoint is g − Σ g·eʸ, the same number along the whole line.
        var (g, dy, y) = (dys[0]!, saved[0], saved[1]);
        var weighted = g * y.Exp();
        return
        [
            needs[0] ? g - weighted.Sum(Dim, keepDim: true) : null,
            needs[1] ? -(weighted * dy.Sum(Dim, keepDim: true)) : null,
        ];
    }
}

/// <summary>Log-softmax.</summary>
public static class LogSoftmaxExtensions
{
    extension(Tensor x)
    {
        /// <summary>x − ln Σ eˣ along a dimension of x [*]: log-probabilities.</summary>
        /// <exception cref="ShapeException">There is no such dimension.</exception>
        public Tensor LogSoftmax(int dim) => Dispatcher.Apply(new LogSoftmaxOp(dim), x);
    }
}
