using ILGPU;

namespace NeuralCore.Backends.Gpu;

// From how the sides of a product lie to the one kernel that fits: every choice of layout and access is a type.
internal sealed partial class GpuBackend<V>
{
    private void Multiply<R>(in GemmLayout a, in GemmLayout b, in R result, in GemmSize size) where R : struct, IGemmResult<V>
    {
        switch (a.AlongDepth, a.InQuads(size.Depth))
        {
            case (true, true): Multiply(OfDepth<Quads>(a), b, result, size); break;
            case (true, false): Multiply(OfDepth<Singles>(a), b, result, size); break;
            case (false, true): Multiply(OfLines<Quads>(a), b, result, size); break;
            default: Multiply(OfLines<Singles>(a), b, result, size); break;
        }
    }

    private void Multiply<A, R>(in A a, in GemmLayout b, in R result, in GemmSize size)
        where A : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
    {
        switch (b.AlongDepth, b.InQuads(size.Depth))
        {
            case (true, true): Multiply(a, OfDepth<Quads>(b), result, size); break;
            case (true, false): Multiply(a, OfDepth<Singles>(b), result, size); break;
            case (false, true): Multiply(a, OfLines<Quads>(b), result, size); break;
            default: Multiply(a, OfLines<Singles>(b), result, size); break;
        }
    }

    private void MultiplyBy<B, R>(in GemmLayout a, in B b, in R result, in GemmSize size)
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
    {
        switch (a.AlongDepth, a.InQuads(size.Depth))
        {
            case (true, true): Multiply(OfDepth<Quads>(a), b, result, size); break;
            case (true, false): Multiply(OfDepth<Singles>(a), b, result, size); break;
            case (false, true): Multiply(OfLines<Quads>(a), b, result, size); break;
            default: Multiply(OfLines<Singles>(a), b, result, size); break;
        }
    }

    // One launch, or slices into a workspace and their sum.
    private void Multiply<A, B, R>(in A a, in B b, in R result, GemmSize size)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
    {
        var matrix = size.Rows * size.Columns;
        if (matrix == 0 || size.Batch == 0) return;
        var plan = GemmPlan.For<V>(Runtime, size);
        if (plan.Slices == 1)
        {
            plan.Variant.Launch<A, B, R, V>(Runtime, a, b, result, size, 1, plan.SliceDepth);
            return;
        }
        var count = size.Batch * matrix;
        var workspace = new GpuStorage(Runtime, Type, (long)count * plan.Slices);
        var parts = Lanes(new View(workspace, 0, new Shape(count * plan.Slices)));
        if (size.Columns % 4 == 0)
            plan.Variant.Launch<A, B, MatrixResult<Quads, V>, V>(Runtime, a, b, Parts<Quads>(), size, plan.Slices, plan.SliceDepth);
        else
            plan.Variant.Launch<A, B, MatrixResult<Singles, V>, V>(Runtime, a, b, Parts<Singles>(), size, plan.Slices, plan.SliceDepth);
        Launch(new SumSlicesKernel<R, V>(parts, result, count, matrix, size.Columns, plan.Slices), count);
        workspace.Release();

        MatrixResult<Q, V> Parts<Q>() where Q : struct, IAccess => new(parts, default, 0, matrix, size.Columns, 1, GemmLayout.NoRuns, 0);
    }

    private static AlongDepth<Q, V> OfDepth<Q>(in GemmLayout side) where Q : struct, IAccess =>
        new(Lanes(side.View), side.BatchPitch, side.Lines, side.Pitch, side.Run, side.RunPitch);

    private static AlongLines<Q, V> OfLines<Q>(in GemmLayout side) where Q : struct, IAccess =>
        new(Lanes(side.View), side.BatchPitch, side.Lines, side.Pitch, side.Run, side.RunPitch);

    private static MatrixResult<Q, V> MatrixOf<Q>(View y, in GemmSize size) where Q : struct, IAccess =>
        new(Lanes(y), default, 0, size.Rows * size.Columns, size.Columns, 1, GemmLayout.NoRuns, 0);
}
