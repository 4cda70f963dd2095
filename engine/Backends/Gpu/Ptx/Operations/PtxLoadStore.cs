using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>One to four values side by side from memory, the whole aligned to its size; narrow integers are extended to the register.</summary>
internal sealed unsafe class PtxLoad<S, T>(PtxSlot[] values, PtxAddress address) : PtxOperation
    where S : struct, IPtxSpace where T : unmanaged, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var size = sizeof(T) * values.Length;
        var (targets, from) = (values, address);
        if (targets.Length == 1)
        {
            var target = targets[0];
            for (; lanes != 0; lanes &= lanes - 1)
            {
                var lane = BitOperations.TrailingZeroCount(lanes);
                target.Write(warp, lane, ulong.CreateTruncating(*(T*)S.Resolve(warp, this, from.Of(warp, lane), sizeof(T), lane, PtxUse.Read)));
            }
            return;
        }
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var source = (T*)S.Resolve(warp, this, from.Of(warp, lane), size, lane, PtxUse.Read);
            for (var i = 0; i < targets.Length; i++) targets[i].Write(warp, lane, ulong.CreateTruncating(source[i]));
        }
    }
}

/// <summary>One to four values side by side to memory.</summary>
internal sealed unsafe class PtxStore<S, T>(PtxSlot[] values, PtxAddress address) : PtxOperation
    where S : struct, IPtxSpace where T : unmanaged, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var size = sizeof(T) * values.Length;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var target = (T*)S.Resolve(warp, this, address.Of(warp, lane), size, lane, PtxUse.Write);
            for (var i = 0; i < values.Length; i++) target[i] = T.CreateTruncating(values[i].Read(warp, lane));
        }
    }
}

/// <summary>A parameter of the entry, the same in all lanes.</summary>
internal sealed unsafe class PtxLoadParameter<T>(PtxSlot[] values, int offset) : PtxOperation
    where T : unmanaged, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        fixed (byte* parameters = warp.Block.Launch.Parameters)
            for (var i = 0; i < values.Length; i++)
            {
                var bits = ulong.CreateTruncating(((T*)(parameters + offset))[i]);
                for (var left = lanes; left != 0; left &= left - 1)
                    values[i].Write(warp, BitOperations.TrailingZeroCount(left), bits);
            }
    }
}
