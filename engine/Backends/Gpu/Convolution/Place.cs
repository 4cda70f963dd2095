namespace NeuralCore.Backends.Gpu;

/// <summary>A place in an image, or the way from one to another: its offset in memory and its coordinates.</summary>
internal readonly struct Place(int offset, int d, int h, int w)
{
    public readonly int Offset = offset, D = d, H = h, W = w;
}
