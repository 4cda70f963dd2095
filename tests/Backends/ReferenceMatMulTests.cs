using NeuralCore.Backends;

namespace NeuralCore.Tests.Backends;

public sealed class ReferenceMatMulTests
{
    [Theory, InlineData(ElementType.Float32), InlineData(ElementType.Float64)]
    public void MatMul_of_two_small_matrices(ElementType type)
    {
        using var memory = new ReferenceMemory(type);
        var y = memory.Empty([2, 2]);
        memory.Backend.MatMul(memory.Of([2, 3], 1, 2, 3, 4, 5, 6), memory.Of([3, 2], 7, 8, 9, 10, 11, 12), y, new(1, 2, 2, 3));
        memory.Expect(y, 58, 64, 139, 154);
    }

    [Fact]
    public void MatMul_reads_transposed_and_shared_operands()
    {
        using var memory = new ReferenceMemory();
        var (batch, m, n, k) = (3, 4, 2, 5);
        foreach (var (transposeA, transposeB) in new[] { (false, false), (true, false), (false, true), (true, true) })
            foreach (var (sharedA, sharedB) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                var (a, b, y) = (memory.Random([sharedA ? 1 : batch, m, k]), memory.Random([sharedB ? 1 : batch, k, n]), memory.Empty([batch, m, n]));
                memory.Backend.MatMul(a, b, y, new(batch, m, n, k, transposeA, transposeB, sharedA, sharedB));

                var (va, vb, expected) = (memory.Read(a), memory.Read(b), new double[batch * m * n]);
                for (var p = 0; p < batch; p++)
                    for (var i = 0; i < m; i++)
                        for (var j = 0; j < n; j++)
                            for (var l = 0; l < k; l++)
                                expected[(p * m + i) * n + j] +=
                                    va[(sharedA ? 0 : p * m * k) + (transposeA ? l * m + i : i * k + l)] *
                                    vb[(sharedB ? 0 : p * k * n) + (transposeB ? j * k + l : l * n + j)];
                memory.Expect(y, expected);
            }
    }

    [Fact]
    public void MatMul_over_an_empty_sum_is_zero()
    {
        using var memory = new ReferenceMemory();
        var y = memory.Empty([2, 2]);
        memory.Backend.MatMul(memory.Empty([2, 0]), memory.Empty([0, 2]), y, new(1, 2, 2, 0));
        memory.Expect(y, 0, 0, 0, 0);
    }
}
