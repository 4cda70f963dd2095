namespace NeuralCore.Memory;

/// <summary>Storage that has a size and no memory: what shapes are inferred with.</summary>
internal sealed class MetaStorage(ElementType type, long count) : Storage(type, count)
{
    /// <inheritdoc/>
    protected override void Free() { }
}
