using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Local response normalization (Krizhevsky et al. 2012, NeurIPS, §3.3): each element of x [N, C, *spatial] is damped by its neighbours in the channels at the same place.</summary>
/// <remarks>
/// The paper divides by (k + α·Σ)^β, PyTorch by (k + α/size·Σ)^β, as here: the paper's α = 10⁻⁴ is 5·10⁻⁴ for size 5. The
/// window of channel c reaches from c − ⌊size/2⌋ to c + ⌊(size − 1)/2⌋, zeros beyond the first and the last channel. With
/// A the mean over a window the op is d = k + α·A(x²), y = x·d^(−β), and gives both, so that the backward pass has d and
/// its graph.
/// </remarks>
/// <param name="Size">How many channels a window has.</param>
/// <param name="Alpha">The weight of the mean square in a window.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="K">What is added, so that silence is not divided by.</param>
public sealed record LocalResponseNormOp(int Size, double Alpha = 1e-4, double Beta = 0.75, double K = 1) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("local_response_norm",
        Formula: "y[n,c,i] = x[n,c,i] / d[n,c,i]^beta, d[n,c,i] = k + alpha/size · Σ x[n,j,i]² over the size channels j around c",
        Samples:
        [
            new(new LocalResponseNormOp(5, 0.8, 0.75, 2), new OpInput([2, 7, 2, 3])),
            new(new LocalResponseNormOp(4, 1.5, 0.5, 1), new OpInput([1, 6, 4])),
            new(new LocalResponseNormOp(3, 0.9, 1.2, 1), new OpInput([2, 2, 2, 1, 2])),
            new(new LocalResponseNormOp(2, 0.7, 0.75, 1), new OpInput([3, 4])),
            new(new LocalResponseNormOp(1, 1, 2, 0.5), new OpInput([2, 3, 2])),
            new(new LocalResponseNormOp(9, 2, 0.75, 1), new OpInput([1, 3, 2])),
        ],
        Errors:
        [
            new(new LocalResponseNormOp(0), "a window has at least 1 channel; got size 0", new OpInput([2, 3, 4])),
            new(new LocalResponseNormOp(5), "expects [N, C, *spatial]", new OpInput([3])),
        ])
    {
        Tolerance = 2e-5,
    };

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        if (Size < 1) throw new ShapeException($"a window has at least 1 channel; got size {Size}");
        if (x.Rank < 2) throw new ShapeException($"local response normalization expects [N, C, *spatial]; got x {x}");
        return [x, x];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var d = MeanOfWindow(x.Square(), Size / 2, (Size - 1) / 2).Affine(Alpha, K);
        saved.Save(x, d);
        return [Pointwise.Zip(new TimesPower(-Beta), x, d), d];
    }

    // With q = dL/dd = −β·dy·x·d^(−β−1), and more where d itself is used, dL/dx = dy·d^(−β) + 2α·x·Aᵀ(q). The adjoint Aᵀ
    // of the mean over a window is the mean over the mirrored window.
    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (x, d, dy, q) = (saved[0], saved[1], dys[0], dys[1]);
        Tensor? direct = null;
        if (dy is not null)
        {
            direct = dy * d.Pow(-Beta);
            var through = -Beta * (direct * x / d);
            q = q is null ? through : q + through;
        }
        var byWindow = 2 * Alpha * x * MeanOfWindow(q!, (Size - 1) / 2, Size / 2);
        return [direct is null ? byWindow : direct + byWindow];
    }

    // Channels become the rows of one plane [C, pixels], whose columns are pooled; an even window needs one more zero on one side.
    private Tensor MeanOfWindow(Tensor t, int before, int after)
    {
        Shape shape = t.Shape, plane = [shape[0], 1, shape[1], (int)shape.CountOf(2, shape.Rank)];
        var padding = Math.Min(before, after);
        return t.Reshape(plane)
            .Pad([0, 0, before - padding, 0], [0, 0, after - padding, 0])
            .AveragePool((Size, 1), stride: 1, padding: (padding, 0))
            .Reshape(shape);
    }

    internal readonly struct TimesPower(double exponent) : IBinary
    {
        public V Invoke<V>(V x, V d) where V : unmanaged, ILane<V> => x * LaneMath.Pow(d, exponent);
    }
}

/// <summary>Local response normalization.</summary>
public static class LocalResponseNormExtensions
{
    extension(Tensor x)
    {
        /// <summary>x [N, C, *spatial] with each element divided by (k + alpha/size · Σ of the squares in the channels around it)^beta.</summary>
        /// <param name="size">How many channels a window has.</param>
        /// <param name="alpha">The weight of the mean square in a window.</param>
        /// <param name="beta">The exponent.</param>
        /// <param name="k">What is added, so that silence is not divided by.</param>
        /// <exception cref="ShapeException">x has fewer than two dimensions, or the window no channel.</exception>
        public Tensor LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) =>
            Dispatcher.Apply(new LocalResponseNormOp(size, alpha, beta, k), x);
    }
}
