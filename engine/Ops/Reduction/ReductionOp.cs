using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>An op that makes one number of all elements along some dimensions.</summary>
/// <param name="Dims">The dimensions reduced.</param>
/// <param name="KeepDim">Whether they stay, with extent 1.</param>
public abstract record ReductionOp(Dims Dims, bool KeepDim) : Op
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [ResultOf(inputs[0]!.Shape)];

    /// <summary>The result's shape.</summary>
    private protected Shape ResultOf(Shape x) => KeepDim ? Dims.Keep(x) : Dims.Drop(x);

    /// <summary>How many elements of x [*] make one of the result.</summary>
    private protected long TermsOf(Shape x)
    {
        var axes = Dims.Axes(x);
        var count = 1L;
        for (var i = 0; i < x.Rank; i++)
            if ((axes >> i & 1) != 0) count *= x[i];
        return count;
    }

    /// <summary>The reduction of x [*] by a struct.</summary>
    private protected Tensor Reduce<R>(R reduction, Tensor x) where R : struct, IReduction
    {
        var y = Tensor.EmptyLike(x, ResultOf(x.Shape));
        x.Backend.Reduce(reduction, x.View, y.View, Dims.Axes(x.Shape));
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>A tensor of the result's shape with the reduced dimensions back at extent 1, so that it broadcasts against x.</summary>
    private protected Tensor Keep(Tensor y, Shape x) => y.Reshape(Dims.Keep(x));

    /// <summary>Samples over one, several and all dimensions, from either end, kept or not.</summary>
    private protected static IReadOnlyList<OpSample> Cases(Func<Dims, bool, Op> op, Func<Shape, OpInput> x) =>
    [
        new(op([0, 2], true), x([2, 3, 4, 2])),
        new(op(1, false), x([2, 3, 4])),
        new(op(-1, true), x([3, 4])),
        new(op(Dims.All, false), x([2, 3, 2])),
    ];

    /// <summary>The call that no reduction takes.</summary>
    private protected static IReadOnlyList<OpError> Refusals(Func<Dims, bool, Op> op) =>
    [
        new(op(2, false), "dimension 2 does not exist", new OpInput([3, 4])),
        new(op([1, -1], false), "twice", new OpInput([3, 4])),
    ];
}
