namespace NeuralCore.Backends;

internal sealed unsafe partial class CpuBackend<T, S, V>
{
    /// <inheritdoc/>
    public override void Copy(View source, View target) =>
        CopyStrided(source, target, new(new Shape(checked((int)source.Count)), 0, new([1]), 0, new([1])));

    /// <inheritdoc/>
    public override void CopyStrided(View source, View target, in StridedGeometry geometry, bool accumulate = false)
    {
        if (StridedPlan.TargetMayOverlap(geometry))
        {
            base.CopyStrided(source, target, geometry, accumulate);
            return;
        }
        if (accumulate) Move<T, Accumulate<T, V>>(source, target, geometry);
        else switch (source.Type.SizeInBytes())
            {
                case 1: Move<byte, Assign<byte>>(source, target, geometry); break;
                case 4: Move<int, Assign<int>>(source, target, geometry); break;
                default: Move<long, Assign<long>>(source, target, geometry); break;
            }
    }

    private static void Move<E, M>(View source, View target, in StridedGeometry geometry) where E : unmanaged where M : struct, IMove<E>
    {
        var box = StridedPlan.Box(geometry);
        if (box.Count == 0) return;
        var from = source.Pointer<E>() + geometry.SourceOffset;
        var to = target.Pointer<E>() + geometry.TargetOffset;
        if (box.Rank > 1 && box.Step(0) is { A: not (0 or 1), B: 1 })
            for (var dim = 1; dim < box.Rank; dim++)
                if (box.Step(dim).A == 1)
                {
                    new TransposeKernel<E, M>(from, to, box, dim).Run();
                    return;
                }
        new StridedKernel<E, M>(from, to, new(box)).Run();
    }
}
