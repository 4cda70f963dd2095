using ILGPU;

namespace NeuralCore.Backends.Gpu;

/// <summary>result = the sum over slices of parts [batch, slices, rows, columns], in order: an element a thread.</summary>
internal readonly struct SumSlicesKernel<R, V>(ArrayView<V> parts, R result, int count, int matrix, int columns, int slices) : IKernel
    where R : struct, IGemmResult<V>
    where V : unmanaged, ILane<V>
{
    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        var i = Grid.GlobalIndex.X;
        if (i >= count) return;
        int batch = i / matrix, element = i - batch * matrix, row = element / columns, column = element - row * columns;
        var sum = result.Start(batch, row);
        var at = batch * slices * matrix + element;
        for (var slice = 0; slice < slices; slice++, at += matrix) sum += parts[at];
        result.Store(result.Column(batch, column), row, sum);
    }
}
