using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>d = {a, b, …}: parts side by side, the first lowest.</summary>
internal sealed class PtxPack(PtxSlot d, PtxSlot[] parts, int bits) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var value = 0ul;
            for (var i = 0; i < parts.Length; i++)
                value |= (parts[i].Read(warp, lane) & ((1ul << bits) - 1)) << (i * bits);
            d.Write(warp, lane, value);
        }
    }
}

/// <summary>{a, b, …} = d: the parts of a value, the lowest first.</summary>
internal sealed class PtxUnpack(PtxSlot[] parts, PtxSlot a, int bits) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var value = a.Read(warp, lane);
            for (var i = 0; i < parts.Length; i++)
                parts[i].Write(warp, lane, value >> (i * bits) & ((1ul << bits) - 1));
        }
    }
}
