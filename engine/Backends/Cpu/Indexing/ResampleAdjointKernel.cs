using System.Runtime.CompilerServices;

namespace NeuralCore.Backends;

/// <summary>dx[o, Index[2i+k]] += Weight[2i+k] · dy[o, i]: a part owns whole outers, so that the sums have one order.</summary>
internal readonly unsafe struct ResampleAdjointKernel<T, S, V>(T* dy, T* dx, LineGeometry line, ResampleTable table) : IParts
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where S : unmanaged, IVector<S, T>
    where V : unmanaged, IVector<V, T>
{
    private readonly Chunks _outers = new(line.Outer, Math.Max(1, Chunks.Elements / Math.Max(1, (long)table.Length * line.Inner)));

    /// <summary>Does all of dx.</summary>
    public void Run() => WorkerPool.For(_outers.Parts, this);

    /// <inheritdoc/>
    public void Invoke(int part)
    {
        var (start, end) = _outers[part];
        for (var outer = start; outer < end; outer++)
        {
            var to = dx + outer * line.Length * line.Inner;
            new Span<T>(to, line.Length * line.Inner).Clear();
            for (var k = 0; k < table.Index.Length; k++)
            {
                if (table.Weight[k] == 0) continue;
                var from = dy + (outer * table.Length + k / 2) * line.Inner;
                if (line.Inner == 1) Add<S>(table.Weight[k], from, to + table.Index[k], 1);
                else Add<V>(table.Weight[k], from, to + (long)table.Index[k] * line.Inner, line.Inner);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<L>(double weight, T* dy, T* dx, int n) where L : unmanaged, IVector<L, T>
    {
        var w = L.Of(weight);
        for (var i = 0; i < n; i += L.Width) L.StorePart(L.Fma(w, L.LoadPart(dy + i, n - i), L.LoadPart(dx + i, n - i)), dx + i, n - i);
    }
}
