namespace NeuralCore.Backends;

internal unsafe partial class ReferenceBackend<T, S>
{
    /// <inheritdoc/>
    public override void MatMul(View a, View b, View y, in MatMulGeometry geometry)
    {
        var (m, n, k) = ((long)geometry.M, (long)geometry.N, (long)geometry.K);
        var (aRow, aColumn) = geometry.TransposeA ? (1L, m) : (k, 1L);
        var (bRow, bColumn) = geometry.TransposeB ? (1L, k) : (n, 1L);
        for (var batch = 0L; batch < geometry.Batch; batch++)
        {
            var pa = a.Pointer<T>() + (geometry.SharedA ? 0 : batch * m * k);
            var pb = b.Pointer<T>() + (geometry.SharedB ? 0 : batch * k * n);
            var py = y.Pointer<T>() + batch * m * n;
            for (var row = 0L; row < m; row++)
                for (var column = 0L; column < n; column++)
                {
                    var sum = 0.0;
                    for (var i = 0L; i < k; i++)
                        sum += Wide(pa[row * aRow + i * aColumn]) * Wide(pb[i * bRow + column * bColumn]);
                    py[row * n + column] = Narrow(sum);
                }
        }
    }
}
