namespace NeuralCore.Backends.Gpu;

/// <summary>A dimension of a <see cref="GpuBox"/>: its extent and the steps of three operands.</summary>
internal readonly struct GpuDim(int extent, int a, int b, int c)
{
    /// <summary>The extent, to divide by.</summary>
    public readonly Divider Extent = new(extent);

    /// <summary>The operands' steps, in elements.</summary>
    public readonly int A = a, B = b, C = c;
}
