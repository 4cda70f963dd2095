using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>A strided copy whose targets are distinct, one element a thread, in the order of the target's memory.</summary>
/// <param name="source">The source (operand A of the box).</param>
/// <param name="sourceOffset">Its first element.</param>
/// <param name="target">The target (operand B).</param>
/// <param name="targetOffset">Its first element.</param>
/// <param name="box">The steps of both.</param>
/// <param name="count">The number of elements.</param>
internal readonly struct StridedKernel<E, M>(
    ArrayView<E> source, int sourceOffset, ArrayView<E> target, int targetOffset, GpuBox box, int count) : IKernel
    where E : unmanaged
    where M : struct, IGpuMove<E>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= count) return;
        var place = box.At(i);
        M.To(target, targetOffset + place.B, source[sourceOffset + place.A]);
    }
}
