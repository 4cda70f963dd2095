using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Matrix products a [*, M, K] · b [*, K, N]; the dimensions before the matrices broadcast.</summary>
/// <remarks>Transposed operands are read where they lie; the gradients are matrix products with other flags, so nothing is ever permuted.</remarks>
/// <param name="TransposeA">Whether a lies as [*, K, M].</param>
/// <param name="TransposeB">Whether b lies as [*, N, K].</param>
public sealed record MatMulOp(bool TransposeA = false, bool TransposeB = false) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("matmul",
        Formula: "y[…, m, n] = Σ_k a[…, m, k] · b[…, k, n]",
        Samples:
        [
            new(new MatMulOp(), new OpInput([4, 5]), new OpInput([5, 3])),
            new(new MatMulOp(), new OpInput([2, 4, 5]), new OpInput([2, 5, 3])),
            new(new MatMulOp(), new OpInput([2, 1, 2, 3]), new OpInput([3, 3, 2])),
            new(new MatMulOp(), new OpInput([3, 4]), new OpInput([2, 4, 2])),
            new(new MatMulOp(true, false), new OpInput([2, 5, 4]), new OpInput([5, 3])),
            new(new MatMulOp(false, true), new OpInput([4, 5]), new OpInput([3, 5])),
            new(new MatMulOp(true, true), new OpInput([2, 5, 4]), new OpInput([2, 3, 5])),
        ],
        Errors:
        [
            new(new MatMulOp(), "inner extents differ", new OpInput([4, 5]), new OpInput([4, 3])),
            new(new MatMulOp(), "at least two dimensions", new OpInput([4]), new OpInput([4, 3])),
            new(new MatMulOp(), "do not broadcast", new OpInput([2, 4, 5]), new OpInput([3, 5, 3])),
        ])
    {
        Inputs = ["a", "b"],
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!.Shape, inputs[1]!.Shape);
        if (a.Rank < 2 || b.Rank < 2)
            throw new ShapeException($"a matrix product takes operands of at least two dimensions; got a {a}, b {b}");
        var (m, k) = Rows(a, TransposeA);
        var (inner, n) = Rows(b, TransposeB);
        if (k != inner)
            throw new ShapeException($"the inner extents differ, {k} against {inner}; got a {a}, b {b}");
        return [Shape.Broadcast(a[..^2], b[..^2]).Concat([m, n])];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (a, b) = (inputs[0]!, inputs[1]!);
        saved.Save(a, b);
        var y = Tensor.EmptyLike(a, InferShapes(inputs)[0]);
        var batch = y.Shape[..^2];
        (a, b) = (Spread(a, batch), Spread(b, batch));
        a.Backend.MatMul(a.View, b.View, y.View, Geometry(a.Shape, b.Shape, batch));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        // With A = op(a), B = op(b): dA = dy · Bᵀ and dB = Aᵀ · dy, each written the way its operand lies.
        var (dy, a, b) = (dys[0]!, saved[0], saved[1]);
        Tensor? da = null, db = null;
        if (needs[0])
            da = (TransposeA ? b.MatMul(dy, TransposeB, true) : dy.MatMul(b, false, !TransposeB)).SumTo(a.Shape);
        if (needs[1])
            db = (TransposeB ? dy.MatMul(a, true, TransposeA) : a.MatMul(dy, !TransposeA, false)).SumTo(b.Shape);
        return [da, db];
    }

    /// <inheritdoc/>
    public override long Macs(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs) =>
        outputs[0].Count * Rows(inputs[0]!.Shape, TransposeA).Columns;

    private MatMulGeometry Geometry(Shape a, Shape b, Shape batch)
    {
        var ((m, k), (_, n)) = (Rows(a, TransposeA), Rows(b, TransposeB));
        var count = checked((int)batch.Count);
        return new(count, m, n, k, TransposeA, TransposeB, SharedA: a.Count == (long)m * k, SharedB: b.Count == (long)k * n);
    }

    // One matrix for all products is shared; otherwise every product has its own.
    private static Tensor Spread(Tensor x, Shape batch) =>
        x.Shape[..^2].Count == 1 || x.Shape[..^2].Count == batch.Count ? x : x.Expand(batch.Concat(x.Shape[^2..]));

    private static (int Rows, int Columns) Rows(Shape x, bool transposed) => transposed ? (x[^1], x[^2]) : (x[^2], x[^1]);
}

/// <summary>Matrix products.</summary>
public static class MatMulExtensions
{
    extension(Tensor a)
    {
        /// <summary>The matrix product a [*, M, K] · b [*, K, N]; a vector stands for a row on the left and a column on the right, and its dimension is dropped.</summary>
        /// <exception cref="ShapeException">The inner extents differ, or the dimensions before the matrices do not broadcast.</exception>
        public Tensor MatMul(Tensor b)
        {
            var (row, column) = (a.Rank == 1, b.Rank == 1);
            var y = (row ? a.Unsqueeze(0) : a).MatMul(column ? b.Unsqueeze(1) : b, false, false);
            if (column) y = y.Squeeze(-1);
            return row ? y.Squeeze(column ? -1 : -2) : y;
        }

        /// <summary>The matrix product of operands that lie transposed or not.</summary>
        internal Tensor MatMul(Tensor b, bool transposeA, bool transposeB)
        {
            // Many matrices times one are one tall matrix times it: a single product, forward and backward.
            if (a.Rank <= 2 || b.Rank != 2 || transposeA) return Dispatcher.Apply(new MatMulOp(transposeA, transposeB), a, b);
            var y = a.Flatten(0, -2).MatMul(b, transposeA, transposeB);
            return y.Reshape(a.Shape[..^1].Concat([y.Shape[1]]));
        }
    }
}
