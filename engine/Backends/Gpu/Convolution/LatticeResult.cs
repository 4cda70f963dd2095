using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>Every s-th position of the channels of a batch of images, as a matrix [channels, images · positions]: where one phase of a gradient to x goes.</summary>
internal readonly struct LatticeResult<V>(
    ArrayView<V> image, int batchPitch, int imagePitch, Spatial extents, Spatial positions, Spatial first, Spatial step) : IGemmResult<V>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    static int IGemmResult<V>.Burden => 1;

    /// <inheritdoc/>
    public static bool InQuads => false;

    /// <inheritdoc/>
    public V Start(int batch, int row) => default;

    /// <inheritdoc/>
    public int Column(int batch, int column)
    {
        var at = Odometer.At(column, positions.D, positions.H, positions.W);
        int d = first.D + at.D * step.D, h = first.H + at.H * step.H, w = first.W + at.W * step.W;
        return batch * batchPitch + at.N * imagePitch + (d * extents.H + h) * extents.W + w;
    }

    /// <inheritdoc/>
    public void Store(int column, int row, V value) => image[column + row * (extents.D * extents.H * extents.W)] = value;

    /// <inheritdoc/>
    public void Store(int column, int row, in Four<V> values) => image[column + row * (extents.D * extents.H * extents.W)] = values.A;
}
