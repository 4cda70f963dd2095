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
        var (i, step) = (first, tile * lines.Step);
        if (lines.WeightStep > 0)
        {
            for (; i < lines.Length; i += tile, at += step)
                Write(at, operands.Dy[at], Scale(inverse, k + i), operands.X[at] - centre, slope, shift);
            return;
        }
        for (; i < lines.Length - 3 * tile; i += 4 * tile, at += 4 * step)
        {
            // Four of each are on their way at once; one after another would wait for memory four times as often.
            var (x0, x1, x2, x3) = (operands.X[at], operands.X[at + step], operands.X[at + 2 * step], operands.X[at + 3 * step]);
            var (d0, d1, d2, d3) = (operands.Dy[at], operands.Dy[at + step], operands.Dy[at + 2 * step], operands.Dy[at + 3 * step]);
            Write(at, d0, scale, x0 - centre, slope, shift);
            Write(at + step, d1, scale, x1 - centre, slope, shift);
            Write(at + 2 * step, d2, scale, x2 - centre, slope, shift);
            Write(at + 3 * step, d3, scale, x3 - centre, slope, shift);
        }
        for (; i < lines.Length; i += tile, at += step) Write(at, operands.Dy[at], scale, operands.X[at] - centre, slope, shift);
    }

    private void Write(int at, V d, V scale, V centred, V slope, V shift) => dx[at] = V.Fma(d, scale, V.Fma(centred, slope, shift));

    private V Scale(V inverse, int k) => weight.IntLength > 0 ? inverse * weight[k] : inverse;
}
