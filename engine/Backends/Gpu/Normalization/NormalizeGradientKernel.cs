using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>dx = r·w·dy + (x − mean)·line[g, 0] + line[g, 1]: what is left once the sums of the gradient are known (<see cref="GradientTargets{V}"/>).</summary>
internal readonly struct NormalizeGradientKernel<T, V>(GradientOperands<V> operands, ArrayView<V> weight, ArrayView<V> line, ArrayView<V> dx, NormLines lines) : IKernel
    where T : struct, ITeam
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => ITeam.Threads;

    /// <inheritdoc/>
    public void Run()
    {
        var place = new Place<T>(Group.IdxX);
        var number = Grid.IdxX * Place<T>.Teams + place.Team;
        if (number >= lines.Count) return;
        var (g, k) = (lines.Statistic(number), lines.Weight(number));
        var (centre, inverse, slope, shift) = (operands.Mean[g], operands.Inverse[g], line[2 * g], line[2 * g + 1]);
        var scale = Scale(inverse, k);
        var (first, tile) = (Grid.IdxY * T.Members + place.Member, Grid.DimY * T.Members);
        var at = lines.First(number) + first * lines.Step;
        for (var i = first; i < lines.Length; i += tile, at += tile * lines.Step)
        {
            if (lines.WeightStep > 0) scale = Scale(inverse, k + i);
            dx[at] = V.Fma(operands.Dy[at], scale, V.Fma(operands.X[at] - centre, slope, shift));
        }
    }

    private V Scale(V inverse, int k) => weight.IntLength > 0 ? inverse * weight[k] : inverse;
}
