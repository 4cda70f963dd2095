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
        for (var i = first; i < lines.Length; i += tile, at += tile * lines.Step)
        {
            if (lines.WeightStep > 0) (scale, shift) = (Scale(inverse, k + i), Shift(k + i));
            y[at] = f.Invoke(V.Fma(x[at] - centre, scale, shift));
        }
    }

    private V Scale(V inverse, int k) => weight.IntLength > 0 ? inverse * weight[k] : inverse;

    private V Shift(int k) => bias.IntLength > 0 ? bias[k] : V.Of(0);
}
