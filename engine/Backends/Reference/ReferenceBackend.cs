using System.Numerics;

namespace NeuralCore.Backends;

/// <summary>The literal formula of every primitive as loops over one element at a time: meant to be read, and the oracle of every test.</summary>
/// <remarks>
/// Pointwise functions compute in T, through the lane S. Everything that sums (reductions, products, convolutions,
/// averages, statistics, softmax) accumulates in double whatever T is and rounds once, at the end.
/// One thread; nothing here is fast, but index arithmetic is kept out of the innermost loops. Each file holds one family.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="S">One T as a lane.</typeparam>
internal unsafe partial class ReferenceBackend<T, S>(Device device) : HostBackend(device, ElementTypes.Of<T>())
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
{
    private static double Wide(T value) => double.CreateTruncating(value);

    private static T Narrow(double value) => T.CreateTruncating(value);

    private static T* PointerOrNull(View? view) => view is { } given ? given.Pointer<T>() : null;

    private static double At(T* values, long i, double none) => values == null ? none : Wide(values[i]);

    private static void Write(double[] source, T* target)
    {
        for (var i = 0; i < source.Length; i++) target[i] = Narrow(source[i]);
    }

    private static int Position(long index, int length) => (ulong)index < (ulong)length
        ? (int)index
        : throw new UsageException($"index {index} is out of range: the dimension has {length} positions, so 0 to {length - 1} were expected");
}
