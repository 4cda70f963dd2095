using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

// Reductions go over the [A, B] elements of each g (GroupLayout), passes over all elements along lines (NormLines).
internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void Moments(View x, View mean, View variance, in NormGeometry geometry) =>
        ReduceGroups<Moments<V>, MomentsRule<V>>(new(Lanes(x), Lanes(mean), Lanes(variance), geometry.B), new(geometry.A, geometry.G, geometry.B));

    /// <inheritdoc/>
    public override void Normalize(View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry) =>
        NormalizeThen(new Unchanged(), x, mean, variance, weight, bias, y, eps, geometry);

    /// <inheritdoc/>
    public override void NormalizeGradient(View dy, View x, View mean, View variance, View? weight, View? dx, View? dw, View? db, double eps, in NormGeometry geometry)
    {
        var g = geometry;
        var work = new GpuStorage(Runtime, Type, 3L * g.G);
        View inverse = new(work, 0, [g.G]), line = new(work, g.G, [g.G, 2]);
        Map(new InverseRoot(eps), variance, inverse);
        var operands = new GradientOperands<V>(Lanes(dy), Lanes(x), Lanes(mean), Lanes(inverse));
        var targets = new GradientTargets<V>(dx is null ? default : Lanes(line), LanesOrNone(dw), LanesOrNone(db), V.Of(g.Count));
        var w = LanesOrNone(weight);
        if (g.WeightsPerGroup == 1 && g.WeightGroups == g.G)
            ReduceGroups<GradientSums<V>, BatchGradientRule<V>>(new(operands, w, targets), new(g.A, g.G, g.B));
        else if (g.WeightRun > 1 || g.WeightsPerGroup == 1)
            ReduceSegments(operands, w, targets, g);
        else
        {
            if (dx is not null)
                ReduceGroups<GradientSums<V>, RowGradientRule<V>>(new(operands, w, targets, g.WeightGroups, g.WeightsPerGroup), new(g.A, g.G, g.B));
            if (dw is not null || db is not null)
                ReduceGroups<GradientSums<V>, ColumnGradientRule<V>>(new(operands, targets, g.B, g.WeightGroups, g.G), new(g.A * (g.G / g.WeightGroups), g.Weights, 1));
        }
        if (dx is { } result && result.Count > 0) NormalizeGradientLines(operands, w, Lanes(line), Lanes(result), g);
        work.Release();
    }

    /// <inheritdoc/>
    public override bool FusesNormalization => true;

    /// <inheritdoc/>
    public override void NormalizeThen<F>(F f, View x, View mean, View variance, View? weight, View? bias, View y, double eps, in NormGeometry geometry)
    {
        if (x.Count == 0) return;
        var lines = new NormLines(geometry);
        switch (lines.Team)
        {
            case TeamSize.Whole: Run<Whole>(); break;
            case TeamSize.Warp: Run<Warp>(); break;
            case TeamSize.Octet: Run<Octet>(); break;
            case TeamSize.Columns: Run<Columns>(); break;
        }

        void Run<T>() where T : struct, ITeam => Runtime.Launch(
            new NormalizeKernel<F, T, V>(f, Lanes(x), Lanes(mean), Lanes(variance), LanesOrNone(weight), LanesOrNone(bias), Lanes(y), V.Of(eps), lines),
            lines.Groups(T.Members));
    }

    private void NormalizeGradientLines(GradientOperands<V> operands, ArrayView<V> weight, ArrayView<V> line, ArrayView<V> dx, in NormGeometry geometry)
    {
        var lines = new NormLines(geometry);
        switch (lines.Team)
        {
            case TeamSize.Whole: Run<Whole>(); break;
            case TeamSize.Warp: Run<Warp>(); break;
            case TeamSize.Octet: Run<Octet>(); break;
            case TeamSize.Columns: Run<Columns>(); break;
        }

        void Run<T>() where T : struct, ITeam =>
            Runtime.Launch(new NormalizeGradientKernel<T, V>(operands, weight, line, dx, lines), lines.Groups(T.Members));
    }

    // Sums per segment first, since a weight's segments and a statistic's are not the same.
    private void ReduceSegments(GradientOperands<V> operands, ArrayView<V> weight, GradientTargets<V> targets, NormGeometry g)
    {
        var segments = g.A * g.G * g.WeightsPerGroup;
        var work = new GpuStorage(Runtime, Type, 2L * segments);
        var sums = work.Structs<GradientSums<V>>();
        ReduceGroups<GradientSums<V>, SegmentGradientRule<V>>(new(operands, sums, g.WeightsPerGroup, g.G), new(1, segments, g.WeightRun));
        Launch(new SegmentLineKernel<V>(sums, operands.Inverse, weight, targets, g.A, g.G, g.WeightGroups, g.WeightsPerGroup), g.G);
        Launch(new SegmentWeightKernel<V>(sums, targets, g.Weights), g.Weights);
        work.Release();
    }

    private void ReduceGroups<S, R>(R rule, GroupLayout layout)
        where S : unmanaged, IGathered<S>
        where R : struct, IGroupRule<S>
    {
        var work = layout.Parts > 1 ? new GpuStorage(Runtime, Type, (long)layout.G * layout.Parts * (Interop.SizeOf<S>() / Interop.SizeOf<V>())) : null;
        var partial = work is null ? default : work.Structs<S>();
        switch (layout.Team)
        {
            case TeamSize.Whole: Run<Whole>(); break;
            case TeamSize.Warp: Run<Warp>(); break;
            case TeamSize.Octet: Run<Octet>(); break;
            case TeamSize.Columns: Run<Columns>(); break;
        }
        if (work is null) return;
        Runtime.Launch(new GroupMergeKernel<S, R>(rule, partial, layout.Parts), new(layout.G));
        work.Release();

        void Run<T>() where T : struct, ITeam => Runtime.Launch(
            new GroupReduceKernel<S, R, T>(rule, layout, partial), new((layout.G + Place<T>.Teams - 1) / Place<T>.Teams, layout.Parts));
    }
}
