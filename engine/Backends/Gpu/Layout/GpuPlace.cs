namespace NeuralCore.Backends.Gpu;

/// <summary>Where three operands stand: offsets in elements, and what is left of the position to be split by further dimensions.</summary>
internal readonly struct GpuPlace(int rest, int a, int b, int c)
{
    /// <summary>The operands' offsets.</summary>
    public readonly int A = a, B = b, C = c;

    /// <summary>Further along a dimension by what is left modulo its extent.</summary>
    public GpuPlace Through(GpuDim dim)
    {
        var (outer, index) = dim.Extent.DivRem(rest);
        return new(outer, A + index * dim.A, B + index * dim.B, C + index * dim.C);
    }

    /// <summary>Further along the outermost dimension by all that is left.</summary>
    public GpuPlace Along(GpuDim dim) => new(0, A + rest * dim.A, B + rest * dim.B, C + rest * dim.C);
}
