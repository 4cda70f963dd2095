using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>A tensor's place in the graph: a leaf that collects a gradient, or a result of a node.</summary>
internal sealed class GradientState : AutogradHandle
{
    /// <summary>The node whose result the tensor is; null for a leaf.</summary>
    public Node? Producer { get; init; }

    /// <summary>Whether a leaf wants its gradient.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Whether gradients flow to or through the tensor.</summary>
    public bool RequiresGrad => Producer is not null || IsWanted;

    /// <summary>The gradient collected so far (leaves, and results that asked for it).</summary>
    public Tensor? Grad { get; set; }

    /// <summary>Whether a result keeps its gradient too.</summary>
    public bool RetainsGrad { get; set; }

    /// <summary>Functions that see, and may replace, the gradient when it is complete.</summary>
    public List<Func<Tensor, Tensor?>>? Hooks { get; set; }

    /// <summary>The state of a tensor, made on first use.</summary>
    public static GradientState Of(Tensor tensor) => (GradientState)(tensor.Autograd ??= new GradientState());

    /// <summary>The state of a tensor that takes part in gradients, or null.</summary>
    public static GradientState? Participating(Tensor? tensor) =>
        tensor?.Autograd is GradientState { RequiresGrad: true } state ? state : null;
}
