using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>A pooling of x [N, C, *spatial] over windows, fixed or adaptive, in any number of spatial dimensions.</summary>
/// <remarks>The adjoint ops hold the pooling itself as an attribute, so that each is written once for all kinds of windows.</remarks>
public abstract record PoolOp : Op
{
    /// <inheritdoc/>
    public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [Result(inputs[0]!.Shape)];

    /// <summary>The windows over an input of the given shape.</summary>
    /// <exception cref="ShapeException">The windows do not fit the input.</exception>
    internal abstract PoolGeometry Geometry(Shape x);

    /// <summary>[N, C, *output] for x [N, C, *spatial].</summary>
    internal Shape Result(Shape x)
    {
        var output = Geometry(x).Output;
        return x[..2].Concat(output);
    }

    /// <summary>Refuses a tensor that is not in the shape of the pooling's result for x.</summary>
    internal void CheckResult(string name, Shape tensor, Shape x)
    {
        var y = Result(x);
        if (tensor != y) throw new ShapeException($"pooling x {x} gives y {y}; got {name} {tensor}");
    }
}
