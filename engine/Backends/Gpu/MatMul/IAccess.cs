namespace NeuralCore.Backends.Gpu;

/// <summary>How wide an operand or a result is accessed, a constant to the compiler.</summary>
internal interface IAccess
{
    /// <summary>Whether four neighbours at a time.</summary>
    static abstract bool InQuads { get; }

    /// <summary>Whether neighbours lie in runs that lie apart; else all side by side.</summary>
    static virtual bool InRuns => false;
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

/// <summary>The same where neighbours lie in runs, as the positions of a channel do in a batch of images.</summary>
internal readonly struct InRuns<Q> : IAccess where Q : struct, IAccess
{
    public static bool InQuads => Q.InQuads;

    static bool IAccess.InRuns => true;
}
