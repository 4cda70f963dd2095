namespace NeuralCore.Nn;

/// <summary>Gives a field of a module another name in the state dict than its own; an empty one leaves the field's level out.</summary>
/// <param name="name">The name: <c>Conv2d_1a_3x3</c>, <c>running_mean</c>.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class StateNameAttribute(string name) : Attribute
{
    /// <summary>The name in the state dict.</summary>
    public string Name { get; } = name;
}
