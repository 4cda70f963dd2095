namespace NeuralCore.Backends;

/// <summary>Work that falls into independent parts; a struct, so that handing it out allocates nothing.</summary>
internal interface IParts
{
    /// <summary>Does one part; parts run in any order, on any thread, each exactly once.</summary>
    void Invoke(int part);
}
