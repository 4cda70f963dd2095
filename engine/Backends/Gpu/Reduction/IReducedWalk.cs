namespace NeuralCore.Backends.Gpu;

/// <summary>Where the elements of one result lie in x: a position among them to an offset.</summary>
internal interface IReducedWalk
{
    /// <summary>The offset of a position.</summary>
    int At(int position);
}

/// <summary>Elements at one step from each other.</summary>
internal readonly struct LineWalk(int step) : IReducedWalk
{
    public int At(int position) => position * step;
}

/// <summary>Elements of two dimensions, as a channel's of x [N, C, H, W].</summary>
internal readonly struct PlaneWalk(Divider inner, int innerStep, int outerStep) : IReducedWalk
{
    public int At(int position)
    {
        var (outer, index) = inner.DivRem(position);
        return outer * outerStep + index * innerStep;
    }
}

/// <summary>Elements of any box.</summary>
internal readonly struct BoxWalk(GpuBox box) : IReducedWalk
{
    public int At(int position) => box.At(position).A;
}
