using NeuralCore.Autograd;

namespace NeuralCore.Ops;

/// <summary>Tensors of positions or classes (Int64): looked at before a kernel trusts them.</summary>
internal static class Indices
{
    /// <summary>Indices as the input of a sample.</summary>
    public static OpInput Of(Shape shape, params double[] values) => new(shape) { Type = ElementType.Int64, Values = values };

    /// <summary>The first of the indices (Int64) that is neither in [0, count) nor the ignored one; null if all are, or there are no values to look at.</summary>
    /// <remarks>Those on a GPU are not looked at: that would wait for all its work, and its kernels look themselves.</remarks>
    public static long? FirstOutside(Tensor index, int count, long? ignored = null)
    {
        foreach (var i in ValuesOf(index))
            if ((ulong)i >= (ulong)count && i != ignored) return i;
        return null;
    }

    /// <summary>How many of the indices (Int64) differ from the ignored one, on the meta device all; null on a GPU, where only a kernel may count.</summary>
    public static long? CountOther(Tensor index, long ignored)
    {
        if (index.View.Storage is not HostStorage) return index.Device == Device.Meta ? index.Count : null;
        var count = 0L;
        foreach (var i in ValuesOf(index))
            if (i != ignored) count++;
        return count;
    }

    private static ReadOnlySpan<long> ValuesOf(Tensor index) => index.View is { Storage: HostStorage } view ? view.Span<long>() : [];
}
