using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>Softmax, or its logarithm, of lines that lie across memory, x [Outer, Length, Inner]: a lane of neighbouring lines at a time.</summary>
internal readonly unsafe struct SoftmaxColumns<T, V>(T* x, T* y, LineGeometry line, bool logarithm) : IParts
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
            Column(x + first, y + first, line.Length, line.Inner, (int)Math.Min(V.Width, line.Inner - place * V.Width), logarithm);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column(T* x, T* y, int length, long step, int n, bool logarithm)
    {
        var largest = V.Of(double.NegativeInfinity);
        for (var i = 0; i < length; i++) largest = V.Max(largest, V.LoadPart(x + i * step, n));
        var sum = V.Of(0);
        for (var i = 0; i < length; i++)
        {
            var e = LaneMath.Exp(V.LoadPart(x + i * step, n) - largest);
            sum += e;
            if (!logarithm) V.StorePart(e, y + i * step, n);
        }
        var scale = logarithm ? LaneMath.Log(sum) : V.Of(1) / sum;
        for (var i = 0; i < length; i++)
            V.StorePart(
                logarithm ? V.LoadPart(x + i * step, n) - largest - scale : V.LoadPart(y + i * step, n) * scale, y + i * step, n);
    }
}
