namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>p = f(a, b) on predicates, all lanes at once.</summary>
internal sealed unsafe class PtxPredicateFunction(int d, int a, int b, Func<uint, uint, uint> f) : PtxOperation
{
    /// <inheritdoc/>
    public override void Execute(PtxWarp warp, uint lanes)
    {
        var p = warp.Predicates;
        p[d] = p[d] & ~lanes | f(p[a], p[b]) & lanes;
    }
}
