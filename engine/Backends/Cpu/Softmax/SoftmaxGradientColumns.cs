using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>The gradient of softmax or its logarithm along lines that lie across memory: a lane of neighbouring lines at a time.</summary>
internal readonly unsafe struct SoftmaxGradientColumns<T, V>(T* dy, T* y, T* dx, LineGeometry line, bool logarithm) : IParts
    where T : unmanaged where V : unmanaged, IVector<V, T>
{
    private readonly int _perOuter = (line.Inner + V.Width - 1) / V.Width;

    // A part is some lanes of lines, counted through all of Outer.
    private Chunks Lanes => new((long)line.Outer * _perOuter, Math.Max(1, Chunks.Elements / (4 * line.Length * V.Width)));

    /// <summary>Computes all lines.</summary>
    public void Run() => WorkerPool.For(Lanes.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = Lanes[part];
        for (var lane = start; lane < end; lane++)
        {
            var (outer, place) = Math.DivRem(lane, _perOuter);
            var first = outer * line.Length * line.Inner + place * V.Width;
            Column(dy + first, y + first, dx + first, line.Length, line.Inner, (int)Math.Min(V.Width, line.Inner - place * V.Width), logarithm);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column(T* dy, T* y, T* dx, int length, long step, int n, bool logarithm)
    {
        var sum = V.Of(0);
        for (var i = 0; i < length; i++)
        {
            var d = V.LoadPart(dy + i * step, n);
            sum = logarithm ? sum + d : V.Fma(d, V.LoadPart(y + i * step, n), sum);
        }
        for (var i = 0; i < length; i++)
        {
            var (d, p) = (V.LoadPart(dy + i * step, n), V.LoadPart(y + i * step, n));
            V.StorePart(logarithm ? d - LaneMath.Exp(p) * sum : p * (d - sum), dx + i * step, n);
        }
    }
}
