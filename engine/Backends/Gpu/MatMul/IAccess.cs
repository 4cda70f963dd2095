namespace NeuralCore.Backends.Gpu;

/// <summary>How wide an operand or a result is accessed, a constant to the compiler.</summary>
internal interface IAccess
{
    /// <summary>Whether four neighbours at a time.</summary>
    static abstract bool InQuads { get; }
}

/// <summary>Element by element: fits every size and alignment.</summary>
internal readonly struct Singles : IAccess
{
    public static bool InQuads => false;
}

/// <summary>Four neighbours at a time: sizes, pitches and offsets are multiples of four.</summary>
internal readonly struct Quads : IAccess
{
    public static bool InQuads => true;
}
