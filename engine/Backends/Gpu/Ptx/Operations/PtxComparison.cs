using System.Runtime.Intrinsics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Compares two slots in all lanes: a bit a lane.</summary>
internal abstract class PtxComparison
{
    /// <summary>The lanes where it holds; what other lanes hold does not matter.</summary>
    public abstract uint Compare(PtxWarp warp);
}

/// <summary>How two vectors are compared.</summary>
internal interface IPtxRelation<T> where T : unmanaged
{
    static abstract Vector512<T> Invoke(Vector512<T> a, Vector512<T> b);
}

/// <summary>a &lt; b</summary>
internal readonly struct PtxLess<T> : IPtxRelation<T> where T : unmanaged
{
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);
}

/// <summary>a ≤ b</summary>
internal readonly struct PtxLessOrEqual<T> : IPtxRelation<T> where T : unmanaged
{
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);
}

/// <summary>a = b</summary>
internal readonly struct PtxEqual<T> : IPtxRelation<T> where T : unmanaged
{
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);
}

/// <summary>a &lt; b or a &gt; b: unequal, and no NaN.</summary>
internal readonly struct PtxLessOrGreater<T> : IPtxRelation<T> where T : unmanaged
{
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) =>
        Vector512.LessThan(a, b) | Vector512.GreaterThan(a, b);
}

/// <summary>No NaN on either side.</summary>
internal readonly struct PtxOrdered<T> : IPtxRelation<T> where T : unmanaged
{
    public static Vector512<T> Invoke(Vector512<T> a, Vector512<T> b) =>
        Vector512.Equals(a, a) & Vector512.Equals(b, b);
}

/// <summary>A relation on registers of 32 or 64 bits, as vectors.</summary>
internal sealed unsafe class PtxVectorComparison<T, F>(PtxSlot a, PtxSlot b) : PtxComparison
    where T : unmanaged where F : struct, IPtxRelation<T>
{
    /// <inheritdoc/>
    public override uint Compare(PtxWarp warp)
    {
        T* x = (T*)(warp.Registers + a.Offset), y = (T*)(warp.Registers + b.Offset);
        var holds = 0u;
        for (var i = 0; i < PtxWarp.Size; i += Vector512<T>.Count)
            holds |= (uint)F.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).ExtractMostSignificantBits() << i;
        return holds;
    }
}

/// <summary>A relation on bits, lane by lane.</summary>
internal sealed class PtxBitComparison(PtxSlot a, PtxSlot b, Func<ulong, ulong, bool> holds) : PtxComparison
{
    /// <inheritdoc/>
    public override uint Compare(PtxWarp warp)
    {
        var lanes = 0u;
        for (var i = 0; i < PtxWarp.Size; i++)
            if (holds(a.Read(warp, i), b.Read(warp, i))) lanes |= 1u << i;
        return lanes;
    }
}

/// <summary>p = (a rel b) op c, and q = ¬(a rel b) op c.</summary>
internal sealed unsafe class PtxSetPredicate(
    PtxComparison comparison, bool negated, int p, int? q, int c, Func<uint, uint, uint>? combine) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var holds = comparison.Compare(warp);
        if (negated) holds = ~holds;
        var predicates = warp.Predicates;
        var other = combine is null ? 0 : predicates[c];
        predicates[p] = predicates[p] & ~lanes | (combine is null ? holds : combine(holds, other)) & lanes;
        if (q is { } second) predicates[second] = predicates[second] & ~lanes | (combine is null ? ~holds : combine(~holds, other)) & lanes;
    }
}
