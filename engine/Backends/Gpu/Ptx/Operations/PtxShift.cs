using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A shift: the amount has 32 bits without a sign, whatever is shifted, and is clamped to the width.</summary>
internal interface IPtxShift<T> where T : unmanaged
{
    static abstract T Invoke(T a, uint amount);
}

/// <summary>To the left: from an amount of the width on nothing is left.</summary>
internal readonly struct PtxLeft<T> : IPtxShift<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, uint amount) => amount < Unsafe.SizeOf<T>() * 8 ? a << (int)amount : T.Zero;
}

/// <summary>To the right: from an amount of the width on only the sign is left, in every bit.</summary>
internal readonly struct PtxRight<T> : IPtxShift<T> where T : unmanaged, IBinaryInteger<T>
{
    public static T Invoke(T a, uint amount) =>
        amount < Unsafe.SizeOf<T>() * 8 ? a >> (int)amount : T.IsNegative(a) ? ~T.Zero : T.Zero;
}

/// <summary>d = a shifted by b.</summary>
internal sealed unsafe class PtxShift<T, F>(PtxSlot d, PtxSlot a, PtxSlot b) : PtxOperation
    where T : unmanaged where F : struct, IPtxShift<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        T* z = (T*)(warp.Registers + d.Offset), x = (T*)(warp.Registers + a.Offset);
        var amounts = (uint*)(warp.Registers + b.Offset);
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var i = BitOperations.TrailingZeroCount(lanes);
            z[i] = F.Invoke(x[i], amounts[i]);
        }
    }
}
