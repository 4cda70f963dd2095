using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>The same values as another element type; the gradient goes back converted where both are floating.</summary>
/// <param name="Type">The wanted element type.</param>
public sealed record CastOp(ElementType Type) : Op, IOp
{
    /// <inheritdoc/>
    public static OpInfo Info { get; } = new("cast",
        Formula: "y = x as another type; to Bool: x ≠ 0",
        Samples:
        [
            new(new CastOp(ElementType.Float64), new OpInput([3, 4])),
            new(new CastOp(ElementType.Float32), new OpInput([3]) { Type = ElementType.Int64, Values = [-1, 0, 7] }),
            new(new CastOp(ElementType.Int64), new OpInput([3]) { Type = ElementType.Bool, Values = [1, 0, 1] }),
        ],
        Errors: []);

    /// <inheritdoc/>
    public override bool Accepts(int input, ElementType type) => true;

    /// <inheritdoc/>
    public override bool CarriesGradient(int output) => Type.IsFloating();

    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

    /// <inheritdoc/>
    public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
    {
        var x = inputs[0]!;
        saved.SaveState(x.Type);
        var y = Tensor.Empty(x.Shape, Type, x.Device);
        y.Backend.Cast(x.View, y.View);
        return [y];
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]!.To(saved.State<ElementType>())];
}

/// <summary>Conversion to another element type.</summary>
public static class CastExtensions
{
    extension(Tensor x)
    {
        /// <summary>x as another element type; x itself if it is of that type. Bool becomes 0 or 1, non-zero becomes true, fractions are cut off.</summary>
        public Tensor To(ElementType type) => x.Type == type ? x : Dispatcher.Apply(new CastOp(type), x);
    }
}
