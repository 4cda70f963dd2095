using ILGPU;

namespace NeuralCore.Backends.Gpu;

// From how the sides of a product lie to the one kernel that fits: every choice of layout and access is a type.
internal sealed partial class GpuBackend<V>
{
    private void Multiply<R>(in GemmLayout a, in GemmLayout b, in R result, in GemmSize size) where R : struct, IGemmResult<V> =>
        Choose(a, size.Depth, new BeforeLayout<R>(this, b, result, size));

    private void Multiply<B, R>(in GemmLayout a, in B b, in R result, in GemmSize size)
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V> =>
        Choose(a, size.Depth, new Before<B, R>(this, b, result, size));

    // One launch, or slices into a workspace and their sum.
    private void Multiply<A, B, R>(in A a, in B b, in R result, GemmSize size)
        where A : struct, IGemmOperand<V>
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
    {
        var matrix = size.Rows * size.Columns;
        if (matrix == 0 || size.Batch == 0) return;
        var plan = GemmPlan.For<A, B, R, V>(Runtime, size);
        if (plan.Slices == 1)
        {
            plan.Variant.Launch<A, B, R, V>(Runtime, a, b, result, size, 1, plan.SliceDepth);
            return;
        }
        var count = size.Batch * matrix;
        var workspace = new GpuStorage(Runtime, Type, (long)count * plan.Slices);
        var parts = Lanes(new View(workspace, 0, new Shape(count * plan.Slices)));
        var each = size with { Batch = size.Batch * plan.Slices };
        if (size.Columns % 4 == 0)
            plan.Variant.Launch<A, B, MatrixResult<Quads, V>, V>(Runtime, a, b, MatrixOf<Quads>(parts, each), size, plan.Slices, plan.SliceDepth);
        else
            plan.Variant.Launch<A, B, MatrixResult<Singles, V>, V>(Runtime, a, b, MatrixOf<Singles>(parts, each), size, plan.Slices, plan.SliceDepth);
        Launch(new SumSlicesKernel<R, V>(parts, result, count, matrix, size.Columns, plan.Slices), count);
        workspace.Release();
    }

    private static MatrixResult<Q, V> MatrixOf<Q>(ArrayView<V> y, in GemmSize size) where Q : struct, IAccess =>
        new(y, default, 0, size.Rows * size.Columns, size.Columns, GemmLayout.NoRuns, 0);

    private static bool InQuads(View view, int run) => run % 4 == 0 && view.Offset % 4 == 0;

    // Calls with the narrowest type for a side.
    private static void Choose<U>(in GemmLayout side, int depth, U user) where U : struct, IOperandUser
    {
        switch (side.AlongDepth, side.InQuads(depth), side.Run < depth)
        {
            case (true, true, true): user.Use(OfDepth<InRuns<Quads>>(side)); break;
            case (true, true, false): user.Use(OfDepth<Quads>(side)); break;
            case (true, false, true): user.Use(OfDepth<InRuns<Singles>>(side)); break;
            case (true, false, false): user.Use(OfDepth<Singles>(side)); break;
            case (false, true, _): user.Use(OfLines<Quads>(side)); break;
            case (false, false, _): user.Use(OfLines<Singles>(side)); break;
        }
    }

    private static AlongDepth<Q, V> OfDepth<Q>(in GemmLayout side) where Q : struct, IAccess =>
        new(Lanes(side.View), side.BatchPitch, side.Lines, side.Pitch, side.Run, side.RunPitch);

    private static AlongLines<Q, V> OfLines<Q>(in GemmLayout side) where Q : struct, IAccess =>
        new(Lanes(side.View), side.BatchPitch, side.Lines, side.Pitch, side.Run, side.RunPitch);

    // What is done with the type of a side.
    private interface IOperandUser
    {
        void Use<O>(in O operand) where O : struct, IGemmOperand<V>;
    }

    // The left side is chosen, the right side a layout.
    private readonly struct BeforeLayout<R>(GpuBackend<V> backend, GemmLayout b, R result, GemmSize size) : IOperandUser
        where R : struct, IGemmResult<V>
    {
        public void Use<A>(in A a) where A : struct, IGemmOperand<V> => Choose(b, size.Depth, new After<A, R>(backend, a, result, size));
    }

    // The right side is chosen, the left side known.
    private readonly struct After<A, R>(GpuBackend<V> backend, A a, R result, GemmSize size) : IOperandUser
        where A : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
    {
        public void Use<B>(in B b) where B : struct, IGemmOperand<V> => backend.Multiply(a, b, result, size);
    }

    // The left side is chosen, the right side known.
    private readonly struct Before<B, R>(GpuBackend<V> backend, B b, R result, GemmSize size) : IOperandUser
        where B : struct, IGemmOperand<V>
        where R : struct, IGemmResult<V>
    {
        public void Use<A>(in A a) where A : struct, IGemmOperand<V> => backend.Multiply(a, b, result, size);
    }
}
