using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>A module from tensor to tensor: a layer, a block, a whole network.</summary>
/// <remarks>
/// Its author declares the parts as fields and writes <c>Compute</c>; its callers call <c>Forward</c>:
/// <code>
/// sealed class Block(int channels) : Module
/// {
///     private readonly Conv2d _conv = new(channels, channels, 3, padding: 1);
///     private readonly BatchNorm _bn = new(channels);
///
///     protected override Tensor Compute(Tensor x) => (x + _bn.Forward(_conv.Forward(x))).Relu();
/// }
/// </code>
/// </remarks>
public abstract class Module : Module<Tensor, Tensor>
{
    /// <summary>Looks at the module's own gradients in each backward pass: dL/dx (null if x needs none) and dL/dy; dispose the result to stop.</summary>
    /// <remarks>dL/dx is the part that flows through this module, even where x is used elsewhere too.</remarks>
    public IDisposable OnBackward(Action<Tensor?, Tensor> hook) => OnBackward((dx, dy) =>
    {
        hook(dx, dy);
        return null;
    });

    /// <summary>Like <see cref="OnBackward(Action{Tensor, Tensor})"/>; what the hook returns, if anything, takes the place of dL/dx.</summary>
    public IDisposable OnBackward(Func<Tensor?, Tensor, Tensor?> hook) => Around((x, next) =>
    {
        // Aliases are nodes of their own in the graph: their gradients are this module's share and nobody else's.
        var input = x.RequiresGrad ? x.Alias() : x;
        var y = next(input);
        if (!y.RequiresGrad) return y;
        if (ReferenceEquals(y, input)) y = y.Alias();
        Tensor? dy = null;
        y.OnGradient(gradient =>
        {
            dy = gradient;
            if (!input.RequiresGrad) hook(null, gradient);
            return null;
        });
        if (input.RequiresGrad) input.OnGradient(dx => hook(dx, dy!));
        return y;
    });
}
