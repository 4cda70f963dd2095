using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y = f((x − mean) / √(variance + eps) · weight + bias); f is the identity, or what follows the normalization.</summary>
internal readonly struct NormalizeKernel<F, T, V>(
    F f, ArrayView<V> x, ArrayView<V> mean, ArrayView<V> variance, ArrayView<V> weight, ArrayView<V> bias, ArrayView<V> y, V eps, NormLines lines) : IKernel
    where F : struct, IUnary
    where T : struct, ITeam
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => ITeam.Threads;

    /// <inheritdoc/>
    public void Run()
    {
        var place = new Place<T>(Group.IdxX);
        var line = Grid.IdxX * Place<T>.Teams + place.Team;
        if (line >= lines.Count) return;
        var (g, k) = (lines.Statistic(line), lines.Weight(line));
        var (centre, inverse) = (mean[g], V.Of(1) / V.Sqrt(variance[g] + eps));
        var (scale, shift) = (Scale(inverse, k), Shift(k));
        var (first, tile) = (Grid.IdxY * T.Members + place.Member, Grid.DimY * T.Members);
        var at = lines.First(line) + first * lines.Step;
        var (i, step) = (first, tile * lines.Step);
        if (lines.WeightStep > 0)
        {
            for (; i < lines.Length; i += tile, at += step) Write(at, x[at] - centre, Scale(inverse, k + i), Shift(k + i));
            return;
        }
        for (; i < lines.Length - 3 * tile; i += 4 * tile, at += 4 * step)
        {
            // Four are on their way at once; one after another would wait for memory four times as often.
            var (x0, x1, x2, x3) = (x[at], x[at + step], x[at + 2 * step], x[at + 3 * step]);
            Write(at, x0 - centre, scale, shift);
            Write(at + step, x1 - centre, scale, shift);
            Write(at + 2 * step, x2 - centre, scale, shift);
            Write(at + 3 * step, x3 - centre, scale, shift);
        }
        for (; i < lines.Length; i += tile, at += step) Write(at, x[at] - centre, scale, shift);
    }

    private void Write(int at, V centred, V scale, V shift) => y[at] = f.Invoke(V.Fma(centred, scale, shift));

    private V Scale(V inverse, int k) => weight.IntLength > 0 ? inverse * weight[k] : inverse;

    private V Shift(int k) => bias.IntLength > 0 ? bias[k] : V.Of(0);
}
