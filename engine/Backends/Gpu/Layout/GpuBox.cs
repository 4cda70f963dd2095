namespace NeuralCore.Backends.Gpu;

/// <summary>A <see cref="Box"/> as a kernel's argument: a thread finds where three operands stand at a row-major position.</summary>
/// <remarks>
/// Neighbouring dimensions that all operands walk as one are merged on the host, so most boxes have one to three
/// dimensions; the branches on their number are the same for all threads. The outermost needs no division.
/// </remarks>
internal readonly struct GpuBox
{
    private readonly int _inner;
    private readonly GpuDim _outermost, _d0, _d1, _d2, _d3, _d4, _d5, _d6;

    /// <summary>The box of the host.</summary>
    public GpuBox(in Box box)
    {
        _inner = Math.Max(0, box.Rank - 1);
        _outermost = Dim(box, _inner);
        (_d0, _d1, _d2, _d3) = (Dim(box, 0), Dim(box, 1), Dim(box, 2), Dim(box, 3));
        (_d4, _d5, _d6) = (Dim(box, 4), Dim(box, 5), Dim(box, 6));
    }

    /// <summary>Where the operands stand at a position.</summary>
    public GpuPlace At(int position)
    {
        var place = new GpuPlace(position, 0, 0, 0);
        if (_inner > 0) place = place.Through(_d0);
        if (_inner > 1) place = place.Through(_d1);
        if (_inner > 2) place = Outer(place);
        return place.Along(_outermost);
    }

    private GpuPlace Outer(GpuPlace place)
    {
        place = place.Through(_d2);
        if (_inner > 3) place = place.Through(_d3);
        if (_inner > 4) place = place.Through(_d4);
        if (_inner > 5) place = place.Through(_d5);
        if (_inner > 6) place = place.Through(_d6);
        return place;
    }

    private static GpuDim Dim(in Box box, int dim)
    {
        if (dim >= box.Rank) return new(1, 0, 0, 0);
        var (a, b, c) = box.Step(dim);
        return new(Math.Max(1, box.Extent(dim)), (int)a, (int)b, (int)c);
    }
}
