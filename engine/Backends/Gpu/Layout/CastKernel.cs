using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>target = source in another element type, one element a thread.</summary>
internal readonly struct CastKernel<A, B, C>(ArrayView<A> source, ArrayView<B> target) : IKernel
    where A : unmanaged
    where B : unmanaged
    where C : struct, IConversion<A, B>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i < target.IntLength) target[i] = C.Of(source[i]);
    }
}
