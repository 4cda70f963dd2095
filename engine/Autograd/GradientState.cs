using NeuralCore.Tensors;

namespace NeuralCore.Autograd;

/// <summary>A tensor's place in the graph: a leaf that collects a gradient, or a result of a node.</summary>
/// <param name="tensor">The tensor, which the state does not keep alive.</param>
internal sealed class GradientState(Tensor tensor) : AutogradHandle
{
    private readonly Shape _shape = tensor.Shape;
    private readonly ElementType _type = tensor.Type;
    private readonly Device _device = tensor.Device;

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

    /// <summary>Whether a gradient is fit for the tensor: of its shape, type and device.</summary>
    public bool Fits(Tensor gradient) => gradient.Shape == _shape && FitsButForShape(gradient);

    /// <summary>Whether a gradient has the type and device of the tensor.</summary>
    public bool FitsButForShape(Tensor gradient) => gradient.Type == _type && gradient.Device == _device;

    /// <summary>What is wrong with a gradient that does not fit.</summary>
    public string Misfit(Tensor gradient) => $"{gradient.Type} {gradient.Shape} on {gradient.Device}; expected {_type} {_shape} on {_device}, as the tensor is";

    /// <summary>The state of a tensor, made on first use.</summary>
    public static GradientState Of(Tensor tensor) => (GradientState)(tensor.Autograd ??= new GradientState(tensor));

    /// <summary>The state of a tensor that takes part in gradients, or null.</summary>
    public static GradientState? Participating(Tensor? tensor) =>
        tensor?.Autograd is GradientState { RequiresGrad: true } state ? state : null;
}
