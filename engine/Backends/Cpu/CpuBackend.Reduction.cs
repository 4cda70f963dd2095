namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Reduce<R>(R reduction, View x, View y, uint axes)
    {
        var plan = new ReducePlan(x.Shape, axes);
        if (plan.Count == 0) Fill(y, reduction.Seed);
        else if (plan.KeepsInnermost) ColumnReduction<R, T, V>.Run(reduction, x.Pointer<T>(), y.Pointer<T>(), plan);
        else RowReduction<R, T, S, V>.Run(reduction, x.Pointer<T>(), y.Pointer<T>(), plan);
    }
}
