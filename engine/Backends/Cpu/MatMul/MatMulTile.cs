using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;

namespace NeuralCore.Backends;

/// <summary>The register tile that every product, convolution and weight gradient is cut into: Rows × 3 lanes.</summary>
/// <remarks>
/// The accumulators of a tile must stay in registers, and there must be enough of them to hide the latency of a
/// multiply-add (4 cycles, two a cycle: at least 8). With 32 registers that is 8 × 3 lanes, with 16 it is 4 × 3.
/// </remarks>
internal static unsafe class MatMulTile<V, T>
    where V : unmanaged, IVector<V, T> where T : unmanaged, System.Numerics.INumberBase<T>
{
    /// <summary>The lanes side by side in a tile.</summary>
    public const int Lanes = 3;

    /// <summary>The rows of a tile: 8 where there are 32 vector registers, else 4.</summary>
    public static int Rows => HasThirtyTwoRegisters ? 8 : 4;

    /// <summary>The columns of a tile.</summary>
    public static int Columns => Lanes * V.Width;

    private static bool HasThirtyTwoRegisters => V.Width * sizeof(T) == 64 || AdvSimd.Arm64.IsSupported;

    /// <summary>c [Rows, columns] = (or +=) a · b, with a packed and row p of b at b + rows[p]; b is read and c written up to the next whole lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int k, T* a, T* b, int* rows, T* c, nint ldc, int columns, bool accumulate)
    {
        if (columns > 2 * V.Width)
        {
            if (HasThirtyTwoRegisters) MatMulKernel8<V, T>.MultiplyThree(k, a, b, rows, c, ldc, accumulate);
            else MatMulKernel4<V, T>.MultiplyThree(k, a, b, rows, c, ldc, accumulate);
            return;
        }
        for (var j = 0; j < columns; j += V.Width)
        {
            if (HasThirtyTwoRegisters) MatMulKernel8<V, T>.MultiplyOne(k, a, b + j, rows, c + j, ldc, accumulate);
            else MatMulKernel4<V, T>.MultiplyOne(k, a, b + j, rows, c + j, ldc, accumulate);
        }
    }

    /// <summary>sums [Rows, 3] += the dot products of Rows rows of dy, ld apart, with x at three offsets, over all segments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dot(T* x, int* taps, T* dy, nint ld, DotSegment* segments, int count, T* sums)
    {
        if (HasThirtyTwoRegisters) DotKernel8<V, T>.Run(x, taps, dy, ld, segments, count, sums);
        else DotKernel4<V, T>.Run(x, taps, dy, ld, segments, count, sums);
    }
}
