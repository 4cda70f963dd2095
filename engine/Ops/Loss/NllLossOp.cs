using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The negative log-likelihood of each target class, from log-probabilities [N, C, *spatial], targets [N, *spatial] (Int64) and class weights [C].</summary>
/// <remarks>Smoothed labels (Szegedy et al. 2016, arXiv:1512.00567, section 7) mix the target with the uniform distribution.</remarks>
/// <param name="IgnoreIndex">The target that counts for nothing.</param>
/// <param name="LabelSmoothing">The share of the uniform distribution, from 0 to 1.</param>
public sealed record NllLossOp(long IgnoreIndex = -100, double LabelSmoothing = 0) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("nll_loss",
        Formula: "y[n, s] = −Σ_c q[c] · weight[c] · x[n, c, s], q = (1 − ε) · [c = target] + ε / C; 0 where ignored",
        Samples:
        [
            new(new NllLossOp(), new OpInput([4, 3], -3, 0), Indices.Of([4], 2, 0, 1, 1), null),
            new(new NllLossOp(1, 0.1), new OpInput([4, 3], -3, 0), Indices.Of([4], 2, 0, 1, 0), new OpInput([3], 0.2, 2)),
            new(new NllLossOp(-100, 0.2), new OpInput([2, 3, 2], -3, 0), Indices.Of([2, 2], 2, -100, 1, 0), null),
        ],
        Errors:
        [
            new(new NllLossOp(), "target 3", new OpInput([2, 3]), Indices.Of([2], 0, 3), null),
            new(new NllLossOp(), "target -1", new OpInput([2, 3]), Indices.Of([2], 0, -1), null),
            new(new NllLossOp(), "targets [2]", new OpInput([2, 3]), Indices.Of([3], 0, 1, 2), null),
            new(new NllLossOp(), "weight", new OpInput([2, 3]), Indices.Of([2], 0, 1), new OpInput([2])),
            new(new NllLossOp(-100, 1.5), "smoothing", new OpInput([2, 3]), Indices.Of([2], 0, 1), null),
        ])
    {
        Inputs = ["logp", "target", "weight"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 1 ? type == ElementType.Int64 : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (x, target) = (inputs[0]!.Shape, inputs[1]!);
        if (x.Rank < 2) throw new ShapeException($"log-probabilities are [N, C, *spatial]; got {x}");
        var expected = new Dims(1).Drop(x);
        if (target.Shape != expected) throw new ShapeException($"log-probabilities {x} need targets {expected}; got {target.Shape}");
        Check(target, inputs[2], x[1]);
        return [expected];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (x, target, weight) = (inputs[0]!, inputs[1]!, inputs[2]);
        saved.Save(x, target, weight);
        var y = Tensor.EmptyLike(x, target.Shape);
        x.Backend.NllLoss(x.View, target.View, weight?.View, y.View, LineGeometry.Of(x.Shape, 1), IgnoreIndex, LabelSmoothing);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (dy, x, target, weight) = (dys[0]!, saved[0], saved[1], saved.Optional(2));
        var gradient = new NllLossGradientOp(x.Shape[1], IgnoreIndex, LabelSmoothing);
        return [needs[0] ? gradient.Of(dy, target, weight) : null, null, needs[2] ? gradient.OfWeight(dy, target, x) : null];
    }

    /// <summary>Throws if a target is no class, or weights and smoothing do not fit.</summary>
    internal void Check(Tensor target, Tensor? weight, int classes)
    {
        if (LabelSmoothing is not (>= 0 and <= 1)) throw new ShapeException($"the label smoothing lies from 0 to 1; got {LabelSmoothing}");
        if (weight is not null && weight.Shape != new Shape(classes))
            throw new ShapeException($"{classes} classes need a weight [{classes}]; got {weight.Shape}");
        if (Indices.FirstOutside(target, classes, IgnoreIndex) is { } wrong)
            throw new UsageException($"target {wrong} is no class; expected 0 to {classes - 1}, or {IgnoreIndex} to ignore");
    }
}

/// <summary>The gradient of <see cref="NllLossOp"/> for the log-probabilities: its adjoint, applied to dy [N, *spatial].</summary>
/// <param name="Classes">C.</param>
/// <param name="IgnoreIndex">The target that counts for nothing.</param>
/// <param name="LabelSmoothing">The share of the uniform distribution.</param>
public sealed record NllLossGradientOp(int Classes, long IgnoreIndex, double LabelSmoothing) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("nll_loss_gradient",
        Formula: "dx[n, c, s] = −q[c] · weight[c] · dy[n, s]; 0 where ignored",
        Samples:
        [
            new(new NllLossGradientOp(3, -100, 0), new OpInput([4]), Indices.Of([4], 2, 0, 1, 1), null),
            new(new NllLossGradientOp(3, 1, 0.1), new OpInput([2, 2]), Indices.Of([2, 2], 2, 0, 1, 0), new OpInput([3], 0.2, 2)),
        ],
        Errors: [new(new NllLossGradientOp(3, -100, 0), "targets [2]", new OpInput([2]), Indices.Of([1], 0), null)])
    {
        Inputs = ["dy", "target", "weight"],
    };

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => input == 1 ? type == ElementType.Int64 : type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, target) = (inputs[0]!.Shape, inputs[1]!);
        if (dy.Rank < 1 || target.Shape != dy) throw new ShapeException($"losses {dy} need targets {dy}; got {target.Shape}");
        new NllLossOp(IgnoreIndex, LabelSmoothing).Check(target, inputs[2], Classes);
        return [ResultOf(dy)];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (dy, target, weight) = (inputs[0]!, inputs[1]!, inputs[2]);
        saved.Save(dy, target, weight);
        var dx = Tensor.EmptyLike(dy, ResultOf(dy.Shape));
        dy.Backend.NllLossGradient(dy.View, target.View, weight?.View, dx.View, LineGeometry.Of(dx.Shape, 1), IgnoreIndex, LabelSmoothing);
        return [dx];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (g, dy, target, weight) = (dys[0]!, saved[0], saved[1], saved.Optional(2));
        return
        [
            needs[0] ? Dispatcher.Apply(new NllLossOp(IgnoreIndex, LabelSmoothing), g, target, weight) : null,
            null,
            needs[2] ? OfWeight(dy, target, g) : null,
        ];
    }

    /// <summary>The gradient for the log-probabilities [N, C, *spatial].</summary>
    internal Tensor Of(Tensor dy, Tensor target, Tensor? weight) => Dispatcher.Apply(this, dy, target, weight);

    /// <summary>The gradient for the weight [C]: what it would be without weights, times what the weights multiply.</summary>
    internal Tensor OfWeight(Tensor dy, Tensor target, Tensor factor)
    {
        var terms = Of(dy, target, null) * factor;
        return terms.SumTo(new Shape(Classes).Concat(new Shape([.. Enumerable.Repeat(1, dy.Rank - 1)]))).Reshape(Classes);
    }

    private Shape ResultOf(Shape dy) => dy[..1].Concat([Classes]).Concat(dy[1..]);
}

/// <summary>The negative log-likelihood and the cross-entropy.</summary>
public static class NllLossExtensions
{
    extension(Tensor x)
    {
        /// <summary>The loss of log-probabilities x [N, C, *spatial] against class indices [N, *spatial] (Int64); the mean is weighted by the targets' class weights and leaves ignored targets out.</summary>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="UsageException">A target is no class; on a GPU it is told when results come back.</exception>
        public Tensor NllLoss(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, long ignoreIndex = -100, double labelSmoothing = 0)
        {
            var losses = Dispatcher.Apply(new NllLossOp(ignoreIndex, labelSmoothing), x, target, weight);
            if (reduction != Reduction.Mean) return losses.Reduced(reduction);
            if (weight is null && Indices.CountOther(target, ignoreIndex) is { } count) return losses.Sum() / count;

            // Of log-probabilities that are all −1, the loss of a target is its weight.
            var weights = Dispatcher.Apply(new NllLossOp(ignoreIndex), Tensor.Full(x.Shape, -1, x.Type, x.Device), target, weight);
            return losses.Sum() / weights.Sum();
        }

        /// <summary>The cross-entropy of logits x [N, C, *spatial] against class indices [N, *spatial] (Int64): log-softmax, then <c>NllLoss</c>.</summary>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="UsageException">A target is no class; on a GPU it is told when results come back.</exception>
        public Tensor CrossEntropy(Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, long ignoreIndex = -100, double labelSmoothing = 0) =>
            x.LogSoftmax(1).NllLoss(target, weight, reduction, ignoreIndex, labelSmoothing);

        /// <summary>The losses of single elements [*] as they are, their mean or their sum.</summary>
        internal Tensor Reduced(Reduction reduction) => reduction switch
        {
            Reduction.Mean => x.Mean(),
            Reduction.Sum => x.Sum(),
            _ => x,
        };
    }
}
