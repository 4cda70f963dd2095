using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>A function of one operand, for a lane and for a vector of lanes.</summary>
internal interface IPtxUnary<T> where T : unmanaged
{
    static abstract T Invoke(T a);
    static abstract Vector512<T> Invoke(Vector512<T> a);
}

/// <summary>A function of two operands, for a lane and for a vector of lanes.</summary>
internal interface IPtxBinary<T> where T : unmanaged
{
    static abstract T Invoke(T a, T b);
    static abstract Vector512<T> Invoke(Vector512<T> a, Vector512<T> b);
}

/// <summary>A function of three operands, for a lane and for a vector of lanes.</summary>
internal interface IPtxTernary<T> where T : unmanaged
{
    static abstract T Invoke(T a, T b, T c);
    static abstract Vector512<T> Invoke(Vector512<T> a, Vector512<T> b, Vector512<T> c);
}

/// <summary>d = f(a): vectors where all lanes run, lane by lane where some do.</summary>
internal sealed unsafe class PtxUnary<T, F>(PtxSlot d, PtxSlot a) : PtxOperation
    where T : unmanaged where F : struct, IPtxUnary<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        T* z = (T*)(warp.Registers + d.Offset), x = (T*)(warp.Registers + a.Offset);
        if (lanes == PtxWarp.Full)
            for (var i = 0; i < PtxWarp.Size; i += Vector512<T>.Count) F.Invoke(Vector512.Load(x + i)).Store(z + i);
        else
            for (; lanes != 0; lanes &= lanes - 1)
            {
                var i = BitOperations.TrailingZeroCount(lanes);
                z[i] = F.Invoke(x[i]);
            }
    }
}

/// <summary>d = f(a, b): vectors where all lanes run, lane by lane where some do.</summary>
internal sealed unsafe class PtxBinary<T, F>(PtxSlot d, PtxSlot a, PtxSlot b) : PtxOperation
    where T : unmanaged where F : struct, IPtxBinary<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        T* z = (T*)(warp.Registers + d.Offset), x = (T*)(warp.Registers + a.Offset), y = (T*)(warp.Registers + b.Offset);
        if (lanes == PtxWarp.Full)
            for (var i = 0; i < PtxWarp.Size; i += Vector512<T>.Count)
                F.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).Store(z + i);
        else
            for (; lanes != 0; lanes &= lanes - 1)
            {
                var i = BitOperations.TrailingZeroCount(lanes);
                z[i] = F.Invoke(x[i], y[i]);
            }
    }
}

/// <summary>d = f(a, b, c): vectors where all lanes run, lane by lane where some do.</summary>
internal sealed unsafe class PtxTernary<T, F>(PtxSlot d, PtxSlot a, PtxSlot b, PtxSlot c) : PtxOperation
    where T : unmanaged where F : struct, IPtxTernary<T>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        T* z = (T*)(warp.Registers + d.Offset), w = (T*)(warp.Registers + c.Offset);
        T* x = (T*)(warp.Registers + a.Offset), y = (T*)(warp.Registers + b.Offset);
        if (lanes == PtxWarp.Full)
            for (var i = 0; i < PtxWarp.Size; i += Vector512<T>.Count)
                F.Invoke(Vector512.Load(x + i), Vector512.Load(y + i), Vector512.Load(w + i)).Store(z + i);
        else
            for (; lanes != 0; lanes &= lanes - 1)
            {
                var i = BitOperations.TrailingZeroCount(lanes);
                z[i] = F.Invoke(x[i], y[i], w[i]);
            }
    }
}

/// <summary>d = f(a, b, c) on bits, lane by lane: for what is rare or has no vector form.</summary>
internal sealed class PtxBitFunction(PtxSlot d, PtxSlot a, PtxSlot b, PtxSlot c, Func<ulong, ulong, ulong, ulong> f) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var i = BitOperations.TrailingZeroCount(lanes);
            d.Write(warp, i, f(a.Read(warp, i), b.Read(warp, i), c.Read(warp, i)));
        }
    }
}

/// <summary>d = a · b of two 32-bit factors, all 64 bits of it; T is uint or int, R ulong or long.</summary>
internal sealed unsafe class PtxWideProduct<T, R>(PtxSlot d, PtxSlot a, PtxSlot b) : PtxOperation
    where T : unmanaged, INumberBase<T> where R : unmanaged, INumberBase<R>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var z = (R*)(warp.Registers + d.Offset);
        T* x = (T*)(warp.Registers + a.Offset), y = (T*)(warp.Registers + b.Offset);
        if (lanes == PtxWarp.Full)
            for (var i = 0; i < PtxWarp.Size; i += Vector512<T>.Count)
            {
                var (lowX, highX) = PtxWidening.Of<T, R>(Vector512.Load(x + i));
                var (lowY, highY) = PtxWidening.Of<T, R>(Vector512.Load(y + i));
                (lowX * lowY).Store(z + i);
                (highX * highY).Store(z + i + Vector512<R>.Count);
            }
        else
            for (; lanes != 0; lanes &= lanes - 1)
            {
                var i = BitOperations.TrailingZeroCount(lanes);
                z[i] = R.CreateTruncating(x[i]) * R.CreateTruncating(y[i]);
            }
    }
}

/// <summary>d = a with its sign or zeros before it; T is uint or int, R ulong or long.</summary>
internal sealed unsafe class PtxWiden<T, R>(PtxSlot d, PtxSlot a) : PtxOperation
    where T : unmanaged, INumberBase<T> where R : unmanaged, INumberBase<R>
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var z = (R*)(warp.Registers + d.Offset);
        var x = (T*)(warp.Registers + a.Offset);
        if (lanes == PtxWarp.Full)
            for (var i = 0; i < PtxWarp.Size; i += Vector512<T>.Count)
            {
                var (low, high) = PtxWidening.Of<T, R>(Vector512.Load(x + i));
                low.Store(z + i);
                high.Store(z + i + Vector512<R>.Count);
            }
        else
            for (; lanes != 0; lanes &= lanes - 1)
            {
                var i = BitOperations.TrailingZeroCount(lanes);
                z[i] = R.CreateTruncating(x[i]);
            }
    }
}

/// <summary>d = the lower 32 bits of a.</summary>
internal sealed unsafe class PtxNarrow(PtxSlot d, PtxSlot a) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var z = (uint*)(warp.Registers + d.Offset);
        var x = (ulong*)(warp.Registers + a.Offset);
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var i = BitOperations.TrailingZeroCount(lanes);
            z[i] = (uint)x[i];
        }
    }
}

/// <summary>32-bit lanes as 64-bit ones.</summary>
internal static class PtxWidening
{
    /// <summary>The lower and the upper half of the lanes; T is uint or int, R ulong or long.</summary>
    public static (Vector512<R> Low, Vector512<R> High) Of<T, R>(Vector512<T> lanes) where T : unmanaged where R : unmanaged
    {
        if (typeof(T) == typeof(int))
        {
            var (low, high) = Vector512.Widen(lanes.AsInt32());
            return (low.As<long, R>(), high.As<long, R>());
        }
        var (lower, upper) = Vector512.Widen(lanes.AsUInt32());
        return (lower.As<ulong, R>(), upper.As<ulong, R>());
    }
}

/// <summary>d = p ? a : b.</summary>
internal sealed unsafe class PtxSelect<T>(PtxSlot d, PtxSlot a, PtxSlot b, int predicate) : PtxOperation
    where T : unmanaged
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        T* z = (T*)(warp.Registers + d.Offset), x = (T*)(warp.Registers + a.Offset), y = (T*)(warp.Registers + b.Offset);
        var chosen = warp.Predicates[predicate];
        for (; lanes != 0; lanes &= lanes - 1)
        {
            var i = BitOperations.TrailingZeroCount(lanes);
            z[i] = (chosen >> i & 1) != 0 ? x[i] : y[i];
        }
    }
}
