namespace NeuralCore.Nn;

/// <summary>How one axis of the input shows in a tensor: how much of it an element depends on, and along which dimension it runs.</summary>
/// <param name="Size">The extent of the field; ∞ for the whole axis.</param>
/// <param name="Stride">The distance of neighbours' fields.</param>
/// <param name="Dim">The tensor's dimension along which the axis runs; −1 when it has been summed up.</param>
internal readonly record struct FieldTrack(double Size, double Stride, int Dim)
{
    /// <summary>The dimension of an axis that has been summed up.</summary>
    public const int None = -1;

    /// <summary>The track of a result whose windows of <paramref name="span"/> elements lie <paramref name="step"/> apart: r + (span − 1)·j and j·step.</summary>
    public FieldTrack Window(int span, double step) => new(Size + (span - 1) * Stride, Stride * step, Dim);

    /// <summary>The track of a result that depends on every element along the axis.</summary>
    public FieldTrack Everything() => this with { Size = double.PositiveInfinity };

    /// <summary>The track of a sum along the axis.</summary>
    public FieldTrack Summed(int extent) => (extent > 1 ? Everything() : this) with { Dim = None };

    /// <summary>As the summary tells it.</summary>
    public FieldAxis Axis => new(double.IsInfinity(Size) ? null : Size, Dim == None ? null : Stride);
}
