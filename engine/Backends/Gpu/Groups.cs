namespace NeuralCore.Backends.Gpu;

/// <summary>How many groups of threads a kernel is launched with.</summary>
/// <param name="X">Along x, where CUDA takes any number, and OpenCL as many as together have at most 2³¹ − 1 threads.</param>
/// <param name="Y">Along y, at most <see cref="MostYZ"/>.</param>
/// <param name="Z">Along z, at most <see cref="MostYZ"/>.</param>
public readonly record struct Groups(int X, int Y = 1, int Z = 1)
{
    /// <summary>The most groups along y and z that every device takes.</summary>
    public const int MostYZ = 65535;

    /// <summary>Groups of a size that together have a thread for each of so many elements.</summary>
    public static Groups For(long elements, int size) => new(checked((int)((elements + size - 1) / size)));

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => X == 0 || Y == 0 || Z == 0;
}
