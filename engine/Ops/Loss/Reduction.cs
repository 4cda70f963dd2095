namespace NeuralCore;

/// <summary>What becomes of the losses of single elements.</summary>
public enum Reduction
{
    /// <summary>They stay as they are.</summary>
    None,
    /// <summary>Their mean; a class-weighted one for classes.</summary>
    Mean,
    /// <summary>Their sum.</summary>
    Sum,
}
