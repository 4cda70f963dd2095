using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The affine map of a fully connected layer: x [*, in] · weightᵀ [in, out] + bias [out].</summary>
public sealed record LinearOp : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("linear",
        Formula: "y[…, o] = Σ_i x[…, i] · weight[o, i] + bias[o]",
        Samples:
        [
            new(new LinearOp(), new OpInput([4, 7]), new OpInput([5, 7]), new OpInput([5])),
            new(new LinearOp(), new OpInput([2, 3, 7]), new OpInput([5, 7]), null),
            new(new LinearOp(), new OpInput([7]), new OpInput([2, 7]), new OpInput([2])),
        ],
        Errors:
        [
            new(new LinearOp(), "input has 6 features, weight expects 7", new OpInput([4, 6]), new OpInput([5, 7]), null),
            new(new LinearOp(), "bias", new OpInput([4, 7]), new OpInput([5, 7]), new OpInput([4])),
            new(new LinearOp(), "[out, in]", new OpInput([4, 7]), new OpInput([7]), null),
        ])
    {
        Inputs = ["x", "weight", "bias"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (x, w) = (inputs[0]!.Shape, inputs[1]!.Shape);
        if (x.Rank < 1 || w.Rank != 2)
            throw new ShapeException($"a linear map takes x [*, in] and weight [out, in]; got x {x}, weight {w}");
        if (x[^1] != w[1])
            throw new ShapeException($"input has {x[^1]} features, weight expects {w[1]}; got x {x}, weight {w}");
        if (inputs[2] is { } bias && bias.Shape != new Shape(w[0]))
            throw new ShapeException($"bias {bias.Shape} does not fit weight {w}; expected [{w[0]}]");
        return [x[..^1].Concat([w[0]])];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, w, bias) = (inputs[0]!, inputs[1]!, inputs[2]);
        saved.Save(x, w);
        var y = Tensor.EmptyLike(x, x.Shape[..^1].Concat([w.Shape[0]]));
        x.Backend.MatMul(x.View, w.View, y.View, new MatMulGeometry(1, Rows(x), w.Shape[0], w.Shape[1], TransposeB: true));
        if (bias is not null) x.Backend.Zip(new Plus(), y.View, bias.View, y.View);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (x, w) = (saved[0], saved[1]);
        var rows = Rows(x);
        var dy = dys[0]!.Reshape(rows, w.Shape[0]);
        return
        [
            needs[0] ? dy.MatMul(w).Reshape(x.Shape) : null,
            needs[1] ? dy.MatMul(x.Reshape(rows, w.Shape[1]), transposeA: true, transposeB: false) : null,
            needs[2] ? dy.Sum(0) : null,
        ];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) => outputs[0].Count * inputs[1]!.Shape[1];

    private static int Rows(Tensor x) => checked((int)x.Shape.CountOf(0, x.Rank - 1));

    internal readonly struct Plus : IBinary
    {
        public V Invoke<V>(V a, V b) where V : unmanaged, ILane<V> => a + b;
    }
}

/// <summary>The affine map of a fully connected layer.</summary>
public static class LinearExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [*, in] · weightᵀ + bias, weight [out, in], bias [out]: a tensor [*, out].</summary>
        /// <exception cref="ShapeException">The features of x and weight differ, or the bias does not fit.</exception>
        public Tensor Linear(Tensor weight, Tensor? bias = null) => Dispatcher.Apply(new LinearOp(), x, weight, bias);
    }
}
