namespace NeuralCore.Backends;

/// <summary>The sizes of Batch products y [M, N] = op(a) [M, K] · op(b) [K, N], one after another in memory.</summary>
/// <param name="Batch">How many products.</param>
/// <param name="M">The rows of y.</param>
/// <param name="N">The columns of y.</param>
/// <param name="K">The length of each sum.</param>
/// <param name="TransposeA">Whether a lies as [K, M].</param>
/// <param name="TransposeB">Whether b lies as [N, K].</param>
/// <param name="SharedA">Whether all products use the one a.</param>
/// <param name="SharedB">Whether all products use the one b.</param>
public readonly record struct MatMulGeometry(
    int Batch, int M, int N, int K, bool TransposeA = false, bool TransposeB = false, bool SharedA = false, bool SharedB = false)
{
    /// <summary>The multiply-adds of all products.</summary>
    public long Macs => (long)Batch * M * N * K;
}
