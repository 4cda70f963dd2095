using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A strided copy several of whose elements go to one place: a single thread takes them in row-major order, so that the last one wins and sums have a fixed order.</summary>
/// <param name="source">The source (operand A of the box).</param>
/// <param name="sourceOffset">Its first element.</param>
/// <param name="target">The target (operand B).</param>
/// <param name="targetOffset">Its first element.</param>
/// <param name="box">The steps of both.</param>
/// <param name="count">The number of elements.</param>
internal readonly struct SerialStridedKernel<E, M>(
    ArrayView<E> source, int sourceOffset, ArrayView<E> target, int targetOffset, GpuBox box, int count) : IKernel
    where E : unmanaged
    where M : struct, IGpuMove<E>
{
    /// <inheritdoc/>
    public static int GroupSize => 1;

    /// <inheritdoc/>
    public void Run()
    {
        for (var i = 0; i < count; i++)
        {
            var place = box.At(i);
            M.To(target, targetOffset + place.B, source[sourceOffset + place.A]);
        }
    }
}
