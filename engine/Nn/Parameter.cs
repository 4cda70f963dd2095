using NeuralCore.Autograd;
using NeuralCore.Nn.Init;

namespace NeuralCore.Nn;

/// <summary>A learnable tensor: a leaf of every graph, kept forever.</summary>
public sealed class Parameter : StateTensor
{
    private bool _requiresGrad = true;

    /// <summary>A parameter of a shape, its values to be drawn when the model is initialized.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="initializer">How the values are drawn.</param>
    public Parameter(Shape shape, Initializer initializer) : base(shape) => Initializer = initializer;

    /// <summary>How the values are drawn; a model may set another before it is initialized.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>Whether the parameter is learned; a frozen one collects no gradient.</summary>
    public bool RequiresGrad
    {
        get => _requiresGrad;
        set
        {
            _requiresGrad = value;
            if (HasValue) Value.RequiresGrad = value;
        }
    }

    /// <summary>The gradient collected since the last <see cref="ZeroGrad"/>; null if there is none.</summary>
    public Tensor? Grad => HasValue ? Value.Grad : null;

    /// <summary>Draws the values anew, in place if there were some; the same generator state gives the same values on every device.</summary>
    public void Initialize(Generator generator)
    {
        using var scope = new MemoryScope();
        using var mode = new NoGradScope();
        if (Device != Device.Meta) Assign(Initializer.Draw(Shape, generator, Type, Device));
    }

    /// <summary>Forgets the gradient and gives its memory back at once; a caller that goes on reading it copies it first.</summary>
    public void ZeroGrad()
    {
        if (Grad is not { } grad) return;
        Value.Grad = null;
        // A gradient that is itself being differentiated (createGraph) is still needed.
        if (!grad.Storage.IsHeld) grad.Storage.Release();
    }

    /// <inheritdoc/>
    public override string ToString() => $"Parameter {Shape}";

    /// <inheritdoc/>
    private protected override Tensor Create() => throw new UsageException(
        $"{Owner()}a parameter {Shape} has no values yet; call Initialize(seed) on the model, or LoadStateDict(...)");

    /// <inheritdoc/>
    private protected override void Place(Tensor value) => value.RequiresGrad = _requiresGrad;

    /// <inheritdoc/>
    private protected override void Moved(Tensor before)
    {
        if (before.Grad is { } grad) Value.Grad = Copy(grad, Device, Type);
    }

    private static string Owner() => Execution.Current.Path is { Length: > 0 } path ? path + ": " : "";
}
