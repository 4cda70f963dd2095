namespace NeuralCore.Backends.Gpu;

/// <summary>What is gathered of some elements, and joined pairwise.</summary>
/// <typeparam name="S">The type itself; its default is what no elements give.</typeparam>
internal interface IGathered<S> where S : unmanaged
{
    /// <summary>What the elements of both give.</summary>
    S Join(S other);
}

/// <summary>A reduction of x [A, G, B] to [G]: what a thread gathers, and what is written of the whole.</summary>
internal interface IGroupRule<S> where S : unmanaged, IGathered<S>
{
    /// <summary>What the elements on a thread's way give.</summary>
    S Gather(int g, GroupWalk walk);

    /// <summary>Writes the results for <paramref name="g"/>.</summary>
    void Finish(int g, S whole);
}
