using ILGPU;

namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Reduce<R>(R reduction, View x, View y, uint axes)
    {
        var plan = new ReductionPlan(x.Shape, axes);
        if (plan.Pieces == 1)
        {
            Reduce(reduction, Lanes(x), Lanes(y), plan);
            return;
        }
        var parts = new View(Allocate(y.Type, (long)plan.Pieces * plan.Results), 0, [plan.Pieces, plan.Results]);
        Reduce(reduction, Lanes(x), Lanes(parts), plan);
        Reduce(new Joining<R>(reduction), Lanes(parts), Lanes(y), new(parts.Shape, axes: 1, mostPieces: 1));
        parts.Storage.Release();
    }

    /// <inheritdoc/>
    public override void ArgMax(View x, View y, LineGeometry line)
    {
        var results = line.Outer * line.Inner;
        var lanes = new ReductionLanes(results, line.Length, keepsInnermost: line.Inner > 1);
        Runtime.Launch(
            new ArgMaxKernel<V>(Lanes(x), Array<long>(y), lanes, results, line.Length, new(line.Inner)),
            new((results + lanes.Results - 1) / lanes.Results));
    }

    private void Reduce<R>(R reduction, ArrayView<V> x, ArrayView<V> y, in ReductionPlan plan) where R : struct, IReduction
    {
        var (inner, outer) = (plan.Reduced.Step(0).A, plan.Reduced.Step(1).A);
        switch (plan.Reduced.Rank)
        {
            case 0 or 1: Reduce(reduction, x, y, new LineWalk((int)inner), plan); break;
            case 2: Reduce(reduction, x, y, new PlaneWalk(new(plan.Reduced.Extent(0)), (int)inner, (int)outer), plan); break;
            default: Reduce(reduction, x, y, new BoxWalk(new(plan.Reduced)), plan); break;
        }
    }

    private void Reduce<R, W>(R reduction, ArrayView<V> x, ArrayView<V> y, W reduced, in ReductionPlan plan)
        where R : struct, IReduction where W : struct, IReducedWalk =>
        Runtime.Launch(
            new ReduceKernel<R, W, V>(reduction, x, y, new(plan.Kept), reduced, plan.Lanes, plan.Results, plan.Length, plan.Piece),
            new(plan.ResultGroups, plan.Pieces));
}
