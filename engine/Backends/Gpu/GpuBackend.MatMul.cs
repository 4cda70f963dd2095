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
            var turned = new MatrixResult<Singles, V>(Lanes(y), default, 0, g.M * g.N, 1, g.N, GemmLayout.NoRuns, 0);
            Multiply(n, m, turned, size with { Rows = g.N, Columns = g.M });
        }
        else if (InQuads(y, g.N))
            Multiply(m, n, MatrixOf<Quads>(y, size), size);
        else
            Multiply(m, n, MatrixOf<Singles>(y, size), size);
    }
}
