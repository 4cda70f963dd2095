using ILGPU;

namespace NeuralCore.Backends.Gpu;

internal sealed partial class GpuBackend<V>
{
    /// <inheritdoc/>
    public override void MatMul(View a, View b, View y, in MatMulGeometry geometry)
    {
        var g = geometry;
        // One b for all products: their rows are the rows of one product.
        if (g is { SharedB: true, SharedA: false, TransposeA: false }) g = g with { Batch = 1, M = checked(g.Batch * g.M) };
        GemmSize size = new(g.Batch, g.M, g.N, g.K);
        var (m, n) = (GemmLayout.Of(a, !g.TransposeA, g.SharedA, g.M, g.K), GemmLayout.Of(b, g.TransposeB, g.SharedB, g.N, g.K));
        // Few columns are computed as few rows, a and b exchanged.
        if (g.N <= GemmVariants.FewRows && g.M > GemmVariants.FewRows)
        {
            var turned = new TurnedResult<V>(Lanes(y), g.M * g.N, g.N);
            Multiply(n, m, turned, size with { Rows = g.N, Columns = g.M });
        }
        else if (InQuads(y, g.N))
            Multiply(m, n, MatrixOf<Quads>(Lanes(y), size), size);
        else
            Multiply(m, n, MatrixOf<Singles>(Lanes(y), size), size);
    }
}
