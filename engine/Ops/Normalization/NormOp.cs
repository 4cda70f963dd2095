using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Normalization by the input's own statistics: x, optional weight and bias give (y, mean, biased variance).</summary>
/// <remarks>
/// Batch, group and layer normalization differ in <see cref="Geometry"/> alone: which elements share a mean, and which a
/// weight. Mean and variance [G] are results, so that the op has no state: the layer keeps the running statistics.
/// </remarks>
/// <param name="Eps">What is added to the variance.</param>
public abstract record NormOp(double Eps) : Op
{
    private protected const string NormFormula = "y = (x − mean) / √(variance + eps) · weight + bias";

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!.Shape;
        var groups = Geometry(x).G;
        CheckWeight("weight", inputs[1], WeightShape(x));
        CheckWeight("bias", inputs[2], WeightShape(x));
        return [x, new Shape(groups), new Shape(groups)];
    }

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var (mean, variance) = Moments(saved, inputs);
        return [Normalized(inputs[0]!, mean, variance, inputs[1], inputs[2]), mean, variance];
    }

    /// <inheritdoc/>
    internal override bool MayPend(ReadOnlySpan<Tensor?> inputs) => inputs[0]!.Backend.FusesNormalization;

    /// <inheritdoc/>
    internal override Tensor?[] Begin(Saved saved, ReadOnlySpan<Tensor?> inputs, int results)
    {
        var (mean, variance) = Moments(saved, inputs);
        return [null, mean, variance];
    }

    /// <inheritdoc/>
    internal override Tensor[] Finish(Saved saved, Tensor?[] inputs, Tensor[] begun) =>
        [Normalized(inputs[0]!, begun[1], begun[2], inputs[1], inputs[2]), begun[1], begun[2]];

    /// <inheritdoc/>
    internal override Tensor FinishThen<F>(F f, Tensor?[] inputs, Tensor[] begun)
    {
        var x = inputs[0]!;
        var y = Tensor.EmptyLike(x, x.Shape);
        x.Backend.NormalizeThen(f, x.View, begun[1].View, begun[2].View, inputs[1]?.View, inputs[2]?.View, y.View, Eps, Geometry(x.Shape));
        return y;
    }

    // The gradient through y takes the statistics' dependence on x along. Mean and variance may also be used on their
    // own: d mean / dx = 1/n, d variance / dx = 2·(x − mean)/n.
    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs)
    {
        var (x, mean, variance, weight) = (saved[0], saved[1], saved[2], saved.Optional(3));
        Tensor?[] gradients = dys[0] is { } dy ? Dispatcher.Run(new NormGradientOp(this), dy, x, mean, variance, weight) : new Tensor?[3];
        var dx = gradients[0];
        if (needs[0] && (dys[1] is not null || dys[2] is not null))
        {
            var view = new NormView(Geometry(x.Shape));
            if (dys[1] is { } dMean) dx = Plus(dx, (view.Statistic(dMean) / view.Count).Expand(view.Shape).Reshape(x.Shape));
            if (dys[2] is { } dVariance) dx = Plus(dx, (view.Statistic(dVariance) * (2 / view.Count) * (view.Data(x) - view.Statistic(mean))).Reshape(x.Shape));
        }
        return [needs[0] ? dx : null, needs[1] ? gradients[1] : null, needs[2] ? gradients[2] : null];
    }

    /// <summary>Which elements of x share their statistics and weights.</summary>
    /// <exception cref="ShapeException">x has no such dimensions.</exception>
    internal abstract NormGeometry Geometry(Shape x);

    /// <summary>The shape of weight and bias.</summary>
    internal abstract Shape WeightShape(Shape x);

    /// <summary>Refuses a weight or bias of another shape.</summary>
    internal static void CheckWeight(string name, Tensor? weight, Shape shape)
    {
        if (weight is not null && weight.Shape != shape)
            throw new ShapeException($"{name} is expected to be {shape}; got {weight.Shape}");
    }

    private (Tensor Mean, Tensor Variance) Moments(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var geometry = Geometry(x.Shape);
        var (mean, variance) = (Tensor.EmptyLike(x, new Shape(geometry.G)), Tensor.EmptyLike(x, new Shape(geometry.G)));
        x.Backend.Moments(x.View, mean.View, variance.View, geometry);
        saved.Save(x, mean, variance, inputs[1]);
        return (mean, variance);
    }

    private Tensor Normalized(Tensor x, Tensor mean, Tensor variance, Tensor? weight, Tensor? bias)
    {
        var y = Tensor.EmptyLike(x, x.Shape);
        x.Backend.Normalize(x.View, mean.View, variance.View, weight?.View, bias?.View, y.View, Eps, Geometry(x.Shape));
        return y;
    }

    private static Tensor Plus(Tensor? a, Tensor b) => a is null ? b : a + b;
}
