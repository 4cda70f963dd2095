using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>y [groups, C/groups, O/groups, *taps] = the weights w [O, C/groups, *kernel] of one phase, so that the sums of a gradient to x run over neighbours.</summary>
internal readonly struct PhaseWeightsKernel<V>(
    ArrayView<V> w, ArrayView<V> y, int inChannels, int outChannels, Spatial kernel, Spatial taps, Spatial first, Spatial step) : IKernel
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= y.IntLength) return;
        var tap = Odometer.At(i, taps.D, taps.H, taps.W);
        int channel = tap.N / outChannels, o = tap.N - channel * outChannels;
        int group = channel / inChannels, c = channel - group * inChannels;
        int d = first.D + tap.D * step.D, h = first.H + tap.H * step.H, x = first.W + tap.W * step.W;
        y[i] = w[((((group * outChannels + o) * inChannels + c) * kernel.D + d) * kernel.H + h) * kernel.W + x];
    }
}
